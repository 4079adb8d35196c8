package org.flexos.cli.attack;

import static org.flexos.cli.attack.Rows.numbers;
import static org.flexos.cli.attack.Setup.Extra.RAW;

import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.pipeline.Verification;

/**
 * Instructions that change rights or the machine's state. No image with them is kept; what the
 * processor says of them is seen in images that verify has not been asked about.
 */
final class PrivilegedRows {
  private static final String PROTECTION = "stopped: general protection";
  private static final String UNDEFINED = "stopped: undefined instruction";
  private static final String OF_RING_0 = "ring 0's alone by the processor's rules";
  private static final long ANY = 0x1000;

  private PrivilegedRows() {}

  static List<Row> all() {
    var rows = new ArrayList<Row>();
    rows.addAll(rights());
    for (String name :
        List.of(
            "mov_cr0",
            "mov_cr3",
            "mov_cr4",
            "mov_dr7",
            "wrmsr",
            "rdmsr",
            "xsetbv",
            "lgdt",
            "lidt",
            "ltr",
            "lldt",
            "iretq",
            "sysretq",
            "swapgs",
            "invlpg",
            "clts",
            "lmsw",
            "hlt",
            "int32",
            "far_jump")) {
      rows.add(raw(name).none(Column.CONTROL, OF_RING_0).promises(PROTECTION));
    }
    for (String name : List.of("sysenter", "vmfunc")) {
      rows.add(raw(name).none(Column.CONTROL, OF_RING_0).promises(UNDEFINED));
    }
    for (String name : List.of("cli", "in", "out")) {
      rows.add(raw(name).controlWithout(Variant.STRICT, Guards.IO_PRIVILEGE).promises(PROTECTION));
    }
    rows.add(raw("sgdt").controlWithout(Variant.STRICT, Guards.UMIP).promises(PROTECTION));
    for (String name : List.of("wrfsbase", "wrgsbase")) {
      rows.add(
          Row.of(
                  "A4",
                  spelled(name),
                  "execute",
                  t -> numbers(t.address("raw_" + name), words()),
                  RAW)
              .controlWithout(Variant.STRICT, Guards.FSGSBASE)
              .promises(UNDEFINED));
    }
    rows.add(
        Row.of(
                "A4",
                "popf: interrupts off, I/O on",
                "change-flags",
                t -> numbers(t.address("raw_popf")),
                RAW)
            .controlWithout(Variant.STRICT, Guards.IO_PRIVILEGE)
            .promises("stopped: nothing to be had"));
    rows.add(
        raw("null_gs")
            .none(Column.CONTROL, "gate words below 2 MiB would need a mapping that nothing makes")
            .none(Column.LIGHT, "one stack for all, no words")
            .promise(Column.FULL, "stopped: unmapped page")
            .promise(Column.STRICT, "stopped: unmapped page"));
    return rows;
  }

  private static long words() {
    return org.flexos.emit.GuestLayout.WORDS_BASE;
  }

  private static Row raw(String name) {
    return Row.of("A4", spelled(name), "execute", t -> numbers(t.address("raw_" + name), ANY), RAW);
  }

  private static String spelled(String name) {
    return switch (name) {
      case "int32" -> "int $32";
      case "far_jump" -> "ljmp to ring 0's code segment";
      case "null_gs" -> "mov of a null selector to gs, then a gate";
      case "iretq" -> "iretq to ring 0";
      default -> name.replace("mov_", "mov to ");
    };
  }

  private static List<Row> rights() {
    Row hidden =
        Row.of(
                "A2",
                "WRPKRU hidden in an immediate",
                "jump",
                t ->
                    numbers(t.address("raw_immediate") + 1, 0, Rows.secret(t), 0, t.address("win")),
                RAW)
            .controlWithout(Variant.STRICT, new Guard("verify", List.of()));
    Row restore =
        Row.of(
                "A2",
                "XRSTOR of rights",
                "execute",
                t -> numbers(t.address("raw_xrstor"), 0, Rows.secret(t)),
                RAW)
            .controlWithout(Variant.STRICT, Guards.XCR0)
            .promises(PROTECTION);
    Row code = Row.special("A4", "an image with any of these instructions");
    code.none(Column.CONTROL, "the rows of A4 boot such images, unverified");
    for (Column column : List.of(Column.LIGHT, Column.FULL, Column.STRICT)) {
      var setup = Setup.of(column.variant(), RAW);
      hidden.cell(column, "rejected: verify, rights (1)", lab -> findings(lab, setup, "rights"));
      code.cell(column, "rejected: verify, code (30)", lab -> findings(lab, setup, "code"));
    }
    return List.of(hidden, restore, code);
  }

  private static String findings(Lab lab, Setup setup, String check) {
    Verification verification = lab.target(setup).image().verification();
    long count =
        verification.report().checks().stream()
            .filter(c -> c.name().equals(check))
            .mapToLong(c -> c.findings().size())
            .sum();
    return count == 0 ? "accepted by verify" : "rejected: verify, " + check + " (" + count + ")";
  }
}
