package org.flexos.cli.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.flexos.cli.Cli;

/** The protections that control images lack, each alone. */
final class Guards {
  private static final String CORE = "os/lib/flexos-core/";
  private static final String ARCH = "os/arch/x86_64/";
  private static final String RANGE_RIGHTS = "(unsigned)range->prot,";

  static final Guard RIGHTS =
      Guard.of("the gates' comparison of rights", Guard.GATES, "jne __fxbad.rights", "nop");
  static final Guard CALLER =
      Guard.of("the gates' comparison of callers", Guard.GATES, "jne __fxbad.caller", "nop");
  static final Guard RETURN =
      Guard.of("the gates' comparison of returns", Guard.GATES, "jne __fxbad.return", "nop");
  static final Guard FULL_MARK =
      Guard.of("the mark of full gates' frames", Guard.GATES, "push $0x37f", "push $0x");
  static final Guard PRIVATE_KEYS =
      Guard.of(
              "keys on private data",
              CORE + "memory.c",
              "(unsigned)range->key))",
              "range->prot & ARCH_PROT_WRITE ? FLEXOS_KEY_SHARED : 0))")
          .and(
              CORE + "memory.c",
              "ARCH_PROT_WRITE, key)) {",
              "ARCH_PROT_WRITE, FLEXOS_KEY_SHARED)) {\n            (void)key;");
  static final Guard KEY_0_READ_ONLY =
      Guard.of(
          "read-only aliases of gate words",
          CORE + "threads.c",
          "map_words(FLEXOS_WORDS_PUB(d), word_frames[d], ARCH_PROT_USER, 0)",
          "map_words(FLEXOS_WORDS_PUB(d), word_frames[d], ARCH_PROT_USER | ARCH_PROT_WRITE,"
              + " FLEXOS_KEY_SHARED)");
  static final Guard WORD_KEYS =
      Guard.of(
          "keys on gate words",
          CORE + "threads.c",
          "(unsigned)flexos_domain(d)->stack_key);",
          "FLEXOS_KEY_SHARED);");
  static final Guard TRUSTED_PAGES =
      Guard.of(
              "supervisor pages of trusted data",
              CORE + "memory.c",
              RANGE_RIGHTS,
              "(unsigned)range->prot & ARCH_PROT_EXEC ? (unsigned)range->prot :"
                  + " (unsigned)range->prot | ARCH_PROT_USER,")
          .and(
              CORE + "memory.c",
              "(unsigned)range->key))",
              "range->prot & ARCH_PROT_USER ?" + " (unsigned)range->key : FLEXOS_KEY_SHARED))");
  static final Guard DIRECT_MAP =
      Guard.of(
          "supervisor pages of the direct map",
          ARCH + "paging.c",
          "table[DIRECT_SLOT] = table_at(cr3)[DIRECT_SLOT] | NO_EXECUTE;",
          """
          uint64_t *pdpt = table_at(table_at(cr3)[DIRECT_SLOT]);
              for (unsigned i = 0; i < ENTRIES; i++)
                  table_at(pdpt[0])[i] |= USER | (uint64_t)FLEXOS_KEY_SHARED << KEY_SHIFT;
              pdpt[0] |= USER;
              table[DIRECT_SLOT] = table_at(cr3)[DIRECT_SLOT] | NO_EXECUTE | USER;
          """);
  static final Guard READ_ONLY_TEXT =
      Guard.of(
              "read-only text",
              CORE + "memory.c",
              RANGE_RIGHTS,
              "(unsigned)range->prot | ((range->prot & ARCH_PROT_EXEC) ? ARCH_PROT_WRITE : 0),")
          .and(
              CORE + "memory.c",
              "(unsigned)range->key))",
              "(range->prot & ARCH_PROT_EXEC) ?" + " FLEXOS_KEY_SHARED : (unsigned)range->key))");
  static final Guard NO_EXECUTE =
      Guard.of(
          "no-execute data",
          ARCH + "paging.c",
          "(prot & ARCH_PROT_EXEC ? 0 : NO_EXECUTE)",
          "(prot & ARCH_PROT_EXEC ? 0 : 0)");
  static final Guard IO_PRIVILEGE =
      Guard.of(
          "I/O privilege level 0",
          CORE + "threads.c",
          ".rflags = ARCH_RFLAGS_USER,",
          ".rflags = ARCH_RFLAGS_USER | 0x3000,");
  static final Guard FSGSBASE =
      Guard.of("CR4.FSGSBASE = 0", ARCH + "cpu.c", "cr4 &= ~CR4_FSGSBASE;", "cr4 |= CR4_FSGSBASE;");
  static final Guard XCR0 =
      Guard.of(
          "XCR0 bit 9 = 0",
          ARCH + "cpu.c",
          "#define XCR0_X87_SSE_AVX 7",
          "#define XCR0_X87_SSE_AVX 0x207");
  static final Guard UMIP = Guard.of("UMIP", ARCH + "cpu.c", "cr4 |= CR4_UMIP;", ";");
  static final Guard CAPABILITIES =
      Guard.of("capabilities", CORE + "syscalls.c", "if (needed & ~", "if (0 & needed & ~");
  static final Guard CALLERS_RIGHTS =
      Guard.of(
          "the caller's rights on its buffers",
          ARCH + "paging.c",
          "if (!arch_leaf_allows(leaf, pkru, write))",
          "(void)pkru, (void)write;\n    if (!leaf)");
  static final Guard USER_BUFFERS =
      Guard.of(
          "user pages for buffers",
          ARCH + "paging.c",
          "return entry & USER ? entry : 0;",
          "return entry;");
  static final Guard OWN_HEAP =
      Guard.of("the owner of a heap", CORE + "memory.c", "return -EPERM;", ";");
  static final Guard THREAD_STATES =
      Guard.of(
          "states of threads",
          CORE + "threads.c",
          "if (tid >= FLEXOS_THREADS_MAX || threads[tid].state != READY)\n        return -EINVAL;",
          "if (tid >= FLEXOS_THREADS_MAX || threads[tid].state != READY)\n        return 0;");
  static final Guard ENTRIES =
      Guard.of(
          "the table of entries",
          CORE + "threads.c",
          "if (!entry || entry->domain != domain)\n        return -EINVAL;",
          "struct flexos_entry any = {address, address, 1};\n"
              + "    if (!entry)\n"
              + "        entry = &any;");
  static final Guard OWN_THREADS =
      Guard.of(
          "threads that begin at home",
          CORE + "threads.c",
          "if (!entry || entry->domain != domain)",
          "if (!entry)");
  static final Guard FRESH_THREADS =
      Guard.of(
              "fresh stacks and words of threads",
              CORE + "threads.c",
              "    unmap_stacks((unsigned)tid);\n    flexos_copy",
              "    flexos_copy")
          .and(
              CORE + "threads.c",
              "            continue;\n        uint64_t bottom",
              "            continue;\n        if (word(d, tid)[FLEXOS_WORD_SP / 8])\n"
                  + "            continue;\n        uint64_t bottom");
  private static final String CALLBACK_CHECK =
      "else if (user && flexos_entry_owner(user, FLEXOS_DOMAINS_MAX) < 0)\n"
          + "            refuse(c, \"a callback that is no entry\");";
  static final Guard CALLBACKS =
      Guard.of("the check of callbacks", CORE + "copy.c", CALLBACK_CHECK, "");
  static final Guard SCHEDULER_ENTRIES =
      Guard.of(
              "the check of callbacks and the scheduler's question",
              "os/lib/uksched/sched.c",
              "if (!flexos_is_entry((uint64_t)function))\n        return -EINVAL;",
              "")
          .and(CORE + "copy.c", CALLBACK_CHECK, "");
  static final Guard TABLE_ENTRIES =
      Guard.of(
          "the file layer's question for the entries",
          "os/lib/vfscore/mount.c",
          "if (!flexos_are_entries(&mount.ops, &mount.ops + 1))\n        return -EINVAL;",
          "");
  static final Guard ZEROED_FRAMES =
      Guard.of(
          "zeroed frames",
          CORE + "frames.c",
          "if (frame.value)\n        zero(frame);",
          "(void)zero;");
  static final Guard WIPED_BUFFERS =
      Guard.of(
          "wiped buffers of copying calls",
          CORE + "copy.c",
          "if (!is_read && (a->amount != FLEXOS_COPY_RESULT || a->unit > 1))\n"
              + "        wipe(c, offset, size);",
          "");
  static final Guard METADATA_KEY =
      Guard.of(
          "the key of the shared heap's metadata",
          CORE + "memory.c",
          "region == FLEXOS_HEAP_SHARED && allocator",
          "region >= FLEXOS_HEAP_SHARED && allocator");
  static final Guard AUDIT =
      new Guard(
          "",
          List.of(
              new Guard.Change(CORE + "audit.c", "", audit()),
              new Guard.Change(
                  CORE + "report.c",
                  "_Noreturn void flexos_exit(int status)\n{",
                  "void flexos_audit(void);\n\n_Noreturn void flexos_exit(int status)\n{\n"
                      + "    flexos_audit();")));

  private Guards() {}

  private static String audit() {
    try {
      return Files.readString(Cli.home().resolve(Lab.APPLICATION).resolve("audit/audit.c"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
