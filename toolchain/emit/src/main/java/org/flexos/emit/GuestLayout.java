package org.flexos.emit;

import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.flexos.model.UserErrorException;

/**
 * Addresses and keys of the guest, mirroring {@code os/include/flexos/layout.h}; a test compares
 * the two. Word offsets are relative to the GS base of the running thread.
 */
public final class GuestLayout {
  public static final long IMAGE_BASE = 0x200000;
  public static final long WORDS_BASE = 0x40000000;
  public static final int WORDS_STRIDE = 32;
  public static final int WORD_SP = 0;
  public static final int WORD_GATE = 8;
  public static final int WORD_CALLEE = 16;
  public static final long STACK_BASE = 0x50000000;
  public static final long STACK_SLOT = 0x20000;
  public static final long STACK_SIZE = 0x10000;
  public static final long DSS_DELTA = 0x10000000;
  public static final long INITRD_BASE = 0x70000000;
  public static final int WORDS_EVENTS = 0x42000;
  public static final long DMA_BASE = 0x80000000L;
  public static final long DMA_SLOT = 0x2000000;
  public static final long USED_BASE = 0xa0000000L;
  public static final long HEAP_BASE = 0x100000000L;
  public static final long HEAP_SLOT = 0x100000000L;
  public static final long BOUNCE_BASE = 0x2000000000L;
  public static final long BOUNCE_SLOT = 0x100000;
  public static final int HEAP_SHARED = 16;
  public static final int HEAP_SHARED_META = 17;
  public static final int DOMAINS_MAX = 14;
  public static final int THREADS_MAX = 128;
  public static final int KEY_SHARED = 15;
  public static final int SYS_COPY_IN = 0xfe;
  public static final int SYS_COPY_OUT = 0xff;
  public static final int SYS_COPY_SHIFT = 8;

  private static final int KEYS = 16;

  private GuestLayout() {}

  /** Offset of a stack group's gate word, writable under the group's key. */
  public static int sp(int group) {
    return 0x1000 * (1 + group);
  }

  /** Offset of its read-only alias. */
  public static int pub(int group) {
    return 0x1000 * (33 + group);
  }

  /** Offset of the word that says which copying gate may enter a domain. */
  public static int copyGate(int domain) {
    return 0x43000 + 0x2000 * domain;
  }

  /** Offset of what an argument register must be: 0 is rdi. */
  public static int copyWord(int domain, int register) {
    return copyGate(domain) + (register < 3 ? 8 + 8 * register : 0x1000 + 8 * (register - 3));
  }

  /** Key of a domain's stack and gate word: its own, or the group's. */
  public static int stackKey(Plan plan, Domain domain) {
    if (!isGrouped(plan, domain)) {
      return domain.key();
    }
    int key = plan.domains().size() + 1;
    if (key >= KEY_SHARED) {
      throw new UserErrorException(
          "noisolstack takes one protection key more than the compartments do, and all are in use;"
              + " merge two compartments, or drop noisolstack");
    }
    return key;
  }

  private static boolean isGrouped(Plan plan, Domain domain) {
    return plan.domains().stream()
        .anyMatch(d -> d.index() != domain.index() && d.stackGroup() == domain.stackGroup());
  }

  /**
   * PKRU while the domain runs (Intel SDM vol. 3, 4.6.2): two bits a key, access- and
   * write-disable. Key 0 is immutable: never writable. 0 when the image has a single domain and no
   * keys.
   */
  public static long pkru(Plan plan, Domain domain) {
    if (domain.key() == 0) {
      return 0;
    }
    long value = 0;
    for (int key = 0; key < KEYS; key++) {
      boolean held = key == domain.key() || key == KEY_SHARED || key == stackKey(plan, domain);
      long bits = key == 0 ? 2 : held ? 0 : 3;
      value |= bits << (2 * key);
    }
    return value;
  }
}
