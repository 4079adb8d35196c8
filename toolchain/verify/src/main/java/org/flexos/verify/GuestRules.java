package org.flexos.verify;

import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/**
 * The guest's numbers that isolation rests on, from {@code os/include/flexos/layout.h} and {@code
 * image.h}; a test compares. Written down here a second time on purpose.
 */
final class GuestRules {
  static final int PAGE = 0x1000;
  static final int DOMAIN_ALIGNMENT = 0x8000;
  static final long IMAGE_MAGIC = 0x31304f5358454c46L;
  static final long NO_DOMAIN = -1;
  static final int KEY_SHARED = 15;
  static final long IMAGE_BASE = 0x200000;
  static final long WORDS_BASE = 0x40000000;
  static final long DSS_DELTA = 0x10000000;
  static final int WORD_SP = 0;
  static final int WORD_GATE = 8;
  static final int WORD_CALLEE = 16;
  static final int SYS_COPY_IN = 0xfe;
  static final int SYS_COPY_OUT = 0xff;
  static final int SYS_COPY_SHIFT = 8;
  static final int PROT_USER = 1;
  static final int PROT_WRITE = 2;
  static final int PROT_EXEC = 4;
  private static final int KEYS = 16;
  private static final int NO_WRITE = 2;
  private static final int NO_ACCESS = 3;

  private GuestRules() {}

  /** Gate word of a stack group, relative to GS; writable by the group only. */
  static int sp(int group) {
    return 0x1000 * (1 + group);
  }

  /**
   * What marks the frame of a call through a full gate. Read as an offset from GS, which a strict
   * gate would do with it, it leads to where nothing is mapped.
   */
  static int fullFrame(int id) {
    return 0x37f0000 | id;
  }

  /** Its alias that everybody reads. */
  static int pub(int group) {
    return 0x1000 * (33 + group);
  }

  /** Word that says which copying gate may enter a domain; the domain's key. */
  static int copyGate(int domain) {
    return 0x43000 + 0x2000 * domain;
  }

  /** What an argument register must be then. */
  static int copyWord(int domain, int register) {
    return copyGate(domain) + (register < 3 ? 8 * (1 + register) : 0x1000 + 8 * (register - 3));
  }

  static boolean isolated(Plan plan) {
    return plan.domains().size() > 1;
  }

  /**
   * The key of a domain's stack: its own, or, where stacks are shared, one that only they use for.
   */
  static int stackKey(Plan plan, Domain domain) {
    long sharers =
        plan.domains().stream().filter(d -> d.stackGroup() == domain.stackGroup()).count();
    return sharers > 1 ? plan.domains().size() + 1 : domain.key();
  }

  /** The value of PKRU while a domain runs; bits 2k and 2k+1 deny access and writing by key k. */
  static int pkru(Plan plan, Domain domain) {
    if (!isolated(plan)) {
      return 0;
    }
    int value = NO_WRITE;
    for (int key = 1; key < KEYS; key++) {
      if (key != domain.key() && key != KEY_SHARED && key != stackKey(plan, domain)) {
        value |= NO_ACCESS << 2 * key;
      }
    }
    return value;
  }

  static int keyOfShared(Plan plan) {
    return isolated(plan) ? KEY_SHARED : 0;
  }
}
