package org.flexos.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.SharedGlobal;

/**
 * Writes the linker script: where each section goes. Every input section has its place, so that the
 * link can run with {@code --orphan-handling=error}: something that the plan does not know must not
 * end up in some domain by accident.
 *
 * <p>Its form is what ld.lld reads fast. A list of names in one pair of parentheses is one pass
 * over all input sections, whatever its length. Assignments are inside of a section: for each table
 * of relocations ld.lld searches the list of all commands outside.
 */
final class LinkerScriptWriter {
  private final Plan plan;
  private final CodeFacts code;
  private final SortedMap<String, LibraryFacts> facts;
  private final StringBuilder out = new StringBuilder();

  LinkerScriptWriter(Plan plan, CodeFacts code, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.code = code;
    this.facts = facts;
  }

  String write() {
    line("/* Generated from the plan of " + plan.application() + "; edit the profile instead. */");
    line("/* Where PVH starts, by way of the note; debuggers like to know it too. */");
    line("ENTRY(_start32)");
    writeProgramHeaders();
    line("SECTIONS {");
    line("  . = 0x" + Long.toHexString(GuestLayout.IMAGE_BASE) + ";");
    writeTrustedBase();
    writeText();
    writeData();
    writeRest();
    line("}");
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /**
   * One segment a range: no segment mixes rights, and bss ends each, taking no room in the file.
   */
  private void writeProgramHeaders() {
    line("PHDRS {");
    line("  note PT_NOTE FLAGS(4);");
    for (ImageRange range : ImageRange.all(plan)) {
      line("  " + range.name() + " PT_LOAD FLAGS(" + range.segmentFlags() + ");");
    }
    line("}");
  }

  private void begin(ImageRange range) {
    line("");
    line("  /* " + range.what() + ": key " + range.key() + " */");
    line("  . = ALIGN(" + range.alignment() + ");");
    line("  " + range.start() + " = .;");
  }

  private void end(ImageRange range) {
    line("  . = ALIGN(" + ImageRange.PAGE + ");");
    line("  " + range.end() + " = .;");
  }

  private void section(ImageRange range, String name, List<String> inputs) {
    if (inputs.isEmpty()) {
      return;
    }
    line("  " + name + " : {");
    inputs.forEach(i -> line("    " + i));
    line("  } :" + range.name());
  }

  /** Sections in the order in which the linker meets them; one line each. */
  private static List<String> anyOf(List<String> sections) {
    return sections.isEmpty()
        ? List.of()
        : Stream.of(Stream.of("*("), sections.stream().map(s -> "  " + s), Stream.of(")"))
            .flatMap(lines -> lines)
            .toList();
  }

  private void writeTrustedBase() {
    ImageRange text = ImageRange.TRUSTED_TEXT;
    begin(text);
    line("  /* QEMU reads one note: no other may come into this segment. */");
    line("  .note.pvh : { KEEP(*(.note.pvh .tb.note.pvh)) } :" + text.name() + " :note");
    section(text, ".tb.text", List.of("KEEP(*(.tb.text .tb.text.*))"));
    end(text);
    ImageRange rodata = ImageRange.TRUSTED_RODATA;
    begin(rodata);
    section(rodata, ".tb.rodata", List.of("KEEP(*(.tb.rodata .tb.rodata.*))"));
    end(rodata);
    ImageRange data = ImageRange.TRUSTED_DATA;
    begin(data);
    section(data, ".tb.data", List.of("KEEP(*(.tb.data .tb.data.*))"));
    section(data, ".tb.bss", List.of("KEEP(*(.tb.bss .tb.bss.*))"));
    end(data);
  }

  private void writeText() {
    ImageRange text = ImageRange.TEXT;
    begin(text);
    line("  /* The only code that writes PKRU. */");
    section(text, ".text.gates", List.of("KEEP(*(.text.gates))"));
    line("  /* Runs with any caller's rights. First: the first pattern that matches takes. */");
    section(text, ".text.direct", anyOf(List.copyOf(code.directSections())));
    for (Domain d : plan.domains()) {
      line("  /* Code of " + d.name() + ". */");
      section(text, ".text." + d.index(), inputs(d, ".text.fx."));
    }
    end(text);
    ImageRange rodata = ImageRange.RODATA;
    begin(rodata);
    var constants = new ArrayList<>(List.of("*(.rodata .rodata.*)"));
    // The zero ends a string that somebody takes to begin in the last constant.
    constants.add("BYTE(0)");
    // Their values do not depend on where they are; this section is in every image.
    constants.addAll(new LateValues(plan, facts).assignments());
    section(rodata, ".rodata", constants);
    end(rodata);
  }

  private List<String> inputs(Domain d, String prefix) {
    return anyOf(
        plan.placement().stream()
            .filter(p -> p.domain() == d.index())
            .map(PlacedName::library)
            .map(l -> prefix + LateSymbols.mangle(l) + ".*")
            .toList());
  }

  private void writeData() {
    ImageRange shared = ImageRange.shared(plan);
    begin(shared);
    line("  /* Before the domains: the first pattern that matches a section takes it. */");
    section(shared, ".data.shared", sharedInputs(false));
    section(shared, ".bss.shared", sharedInputs(true));
    end(shared);
    for (Domain d : plan.domains()) {
      ImageRange range = ImageRange.of(d);
      begin(range);
      section(range, ".data." + d.index(), inputs(d, ".data.fx."));
      line("  .bss." + d.index() + " : {");
      line("    KEEP(*(.bss.fxdomain." + d.index() + "))");
      inputs(d, ".bss.fx.").forEach(i -> line("    " + i));
      line("  } :" + range.name());
      end(range);
    }
    line("  " + ImageRange.IMAGE_END + " = .;");
    line(
        "  ASSERT(. <= 0x"
            + Long.toHexString(GuestLayout.WORDS_BASE)
            + ", \"the image reaches the gate words: drop libraries or large variables\")");
    for (ImageRange range : ImageRange.all(plan)) {
      line(
          "  ASSERT("
              + range.start()
              + " % "
              + range.alignment()
              + " == 0 && "
              + range.end()
              + " % "
              + ImageRange.PAGE
              + " == 0, \"range "
              + range.name()
              + " shares a page\")");
    }
  }

  private List<String> sharedInputs(boolean zero) {
    return anyOf(
        plan.sharedGlobals().stream()
            .map(SharedGlobal::section)
            .filter(s -> s.startsWith(".bss.") == zero)
            .distinct()
            .toList());
  }

  /** What is not loaded. Relocations stay for verify, debug sections for fault reports. */
  private void writeRest() {
    line("");
    line("  /* Not loaded: the plan, debug information, symbols. */");
    line("  .flexos.plan 0 : { KEEP(*(.flexos.plan)) }");
    for (String debug :
        List.of(
            "abbrev",
            "addr",
            "aranges",
            "frame",
            "info",
            "line",
            "line_str",
            "loc",
            "loclists",
            "macro",
            "names",
            "pubnames",
            "pubtypes",
            "ranges",
            "rnglists",
            "str",
            "str_offsets",
            "types")) {
      line("  .debug_" + debug + " 0 : { *(.debug_" + debug + ") }");
    }
    line("  .symtab 0 : { *(.symtab) }");
    line("  .symtab_shndx 0 : { *(.symtab_shndx) }");
    line("  .strtab 0 : { *(.strtab) }");
    line("  .shstrtab 0 : { *(.shstrtab) }");
    line("  /DISCARD/ : {");
    line("    *(.comment .note.gnu* .eh_frame* .note.GNU-stack .llvm_addrsig)");
    line("    *(.tb.eh_frame* .tb.note.gnu*)");
    line("  }");
  }
}
