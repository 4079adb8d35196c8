package org.flexos.cli.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.pipeline.LooseBuild;
import org.flexos.cli.pipeline.Verification;
import org.flexos.model.UserErrorException;

/** Attacks on the toolchain: a library's sources that it must not accept, and too many keys. */
final class BuildRows {
  private static final String NO_IMAGE = "there is no image to attack";
  private static final Column[] ALL = {Column.LIGHT, Column.FULL, Column.STRICT};

  private BuildRows() {}

  static List<Row> all() {
    return List.of(
        source(
            "an inline WRPKRU",
            "void evil(void) { __asm__ volatile(\"wrpkru\" ::\"a\"(0), \"c\"(0), \"d\"(0)); }",
            "inline assembly"),
        source(
            "an assembled WRPKRU that no instruction shows",
            "void evil(void) { __asm__ volatile(\".byte 0x0f, 0x01, 0xef\"); }",
            "inline assembly"),
        source(
            "a section attribute",
            "int evil __attribute__((section(\".data.fx.victim.evil\"))) = 1;",
            "section attribute"),
        source(
            "a constructor",
            "__attribute__((constructor)) static void evil(void) { attacker_entry(); }",
            "constructor"),
        assembly(
            "an ifunc",
            ".globl evil; .type evil, @gnu_indirect_function; evil: ret",
            "the ifunc 'evil'"),
        assembly("WRPKRU in an assembly source", "wrpkru", "verify, rights"),
        assembly(
            "a call of another library's function in an assembly source",
            "call victim_pay",
            "nothing could bind it"),
        assembly(
            "a section of the victim's in an assembly source",
            inSection(".data.fx.victim.evil", "aw"),
            "the section"),
        assembly("code of its own in the trusted base", inSection(".tb.text", "ax"), "the section"),
        assembly("code of its own among the gates", inSection(".text.gates", "ax"), "the section"),
        assembly(
            "the application's call of the victim, in an assembly source",
            ".globl __fxc.attacks.victim_pay; __fxc.attacks.victim_pay: ret",
            "reserved for the toolchain"),
        source(
            "assembly outside functions",
            "__asm__(\".globl evil; evil: ret\");",
            "assembly outside a function"),
        source(
            "a late symbol of another library's call",
            "extern long evil(long) __asm__(\"__fxc.attacks.victim_pay\");\n"
                + "long call_evil(void) { return evil(1); }",
            "reserved for the toolchain"),
        source(
            "a second definition of an allocator function",
            "void *uk_heap_malloc(void *h, unsigned r, unsigned long n);\n"
                + "void *uk_heap_malloc(void *h, unsigned r, unsigned long n)\n"
                + "{ (void)h; (void)r; (void)n; return 0; }",
            "uk_heap_malloc"),
        source(
            "a second definition of a function of the trusted base",
            "long flexos_thread_switch(unsigned long t);\n"
                + "long flexos_thread_switch(unsigned long t) { (void)t; return 0; }",
            "flexos_thread_switch"),
        source(
            "a definition of what the trusted base uses if there is one",
            "void plat_played_run(void);\nvoid plat_played_run(void) {}",
            "verify, references"),
        source(
            "a section of the trusted base that a label hides",
            "void evil(void) { __asm__ volatile(\"1:.pushsection \\\".tb.text\\\",\\\"ax\\\";\"\n"
                + "\"2:ud2;3:.popsection\"); }",
            "inline assembly"),
        source(
            "a file of its own for the linker",
            "#pragma comment(lib, \"./evil.o\")",
            "it names files to link"),
        source(
            "a name that is a line of the linker script",
            "long evil(void) __asm__(\"a = 0); flexos_domain_of = attacker_run; #\");\n"
                + "long call_evil(void) { return evil(); }",
            "written to assembly and linker scripts"),
        assembly(
            "a plan of its own",
            ".section .flexos.plan, \"\", @progbits\n.ascii \"{}\"",
            "the section '.flexos.plan'"),
        assembly(
            "a file of its own for the linker, in an assembly source",
            ".section .rodata.x, \"aMS\", @llvm_dependent_libraries, 1\n.asciz \"./evil.o\"",
            "the section '.rodata.x'"),
        tooManyKeys());
  }

  /** Something there, and a reference that keeps it alive. */
  private static String inSection(String name, String flags) {
    return ".section "
        + name
        + ",\""
        + flags
        + "\", @progbits\nevil: .quad 1\n.text\n"
        + "mov evil, %rax";
  }

  private static Row source(String what, String code, String because) {
    return refused(
        what,
        Guard.of(
            "",
            Lab.APPLICATION + "/attacker/attacker.c",
            "/* Which attack, by name. */",
            "#include <attacker.h>\n" + code),
        because);
  }

  private static Row assembly(String what, String code, String because) {
    return refused(
        what,
        Guard.of(
            "",
            Lab.APPLICATION + "/attacker/registers.S",
            ".text\n",
            ".text\n" + code + "\n" + ".text\n"),
        because);
  }

  private static Row refused(String what, Guard change, String because) {
    return Row.special("A27", "a library with " + what)
        .none(Column.CONTROL, NO_IMAGE)
        .measured("rejected: " + because, lab -> rejection(lab, change, because), ALL);
  }

  private static String rejection(Lab lab, Guard change, String because) throws IOException {
    try {
      Verification said =
          lab.target(Setup.of(Variant.STRICT).lacking(change)).image().verification();
      return said.report().checks().stream()
          .filter(c -> !c.passed())
          .findFirst()
          .map(c -> "rejected: verify, " + c.name())
          .orElse("accepted");
    } catch (UserErrorException e) {
      String said = e.getMessage();
      return said.contains(because) ? "rejected: " + because : "rejected: " + said;
    }
  }

  /** Keys are never given back, so none can be used twice; too many are refused. */
  private static Row tooManyKeys() {
    String because = "too many isolated compartments";
    return Row.special("A23", "more compartments than keys")
        .none(Column.CONTROL, NO_IMAGE)
        .measured("rejected: " + because, lab -> tooMany(lab, because), ALL);
  }

  private static String tooMany(Lab lab, String because) throws IOException {
    var profile = new StringBuilder("compartments:\n");
    var libraries = new StringBuilder("libraries:\n");
    List<String> names =
        List.of(
            "poll-test",
            "vfscore",
            "ramfs",
            "devfs",
            "posix-pipe",
            "posix-eventfd",
            "posix-poll",
            "posix-timerfd",
            "posix-uio",
            "tlsf",
            "ukdebug",
            "uksched",
            "uktime",
            "ukboot",
            "uklibparam");
    for (int i = 0; i < names.size(); i++) {
      profile.append("  - name: c" + i + "\n    mechanism: {driver: intel-pku}\n");
      profile.append(i == 0 ? "    default: true\n" : "");
      libraries.append("  " + names.get(i) + ": {compartment: c" + i + "}\n");
    }
    Path file = Files.createTempFile("too-many", ".yaml");
    try {
      Files.writeString(file, profile.append(libraries));
      var request =
          new BuildRequest(
              org.flexos.cli.Cli.home().resolve("os/tests/poll"),
              Optional.of(file.toString()),
              Optional.empty(),
              Optional.empty());
      LooseBuild.build(
          Lab.session(org.flexos.cli.Cli.home()), request, a -> a, lab.folder().resolve("keys"));
      return "accepted";
    } catch (UserErrorException e) {
      return e.getMessage().contains(because) ? "rejected: " + because : e.getMessage();
    } finally {
      Files.delete(file);
    }
  }
}
