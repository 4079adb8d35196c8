package org.flexos.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.model.PlacedLibrary;

/** Writes the linker script: where each section goes, and the value of each late symbol. */
final class LinkerScriptWriter {
  private static final int PAGE = 4096;
  /** Domains start on 32 KiB so that the shadow pages of an address sanitizer divide by domain. */
  private static final int DOMAIN_ALIGNMENT = 32768;

  private static final String DEAD = "__fx_dead";

  private final Plan plan;
  private final ImageSpec image;
  private final SortedMap<String, LibraryFacts> facts;
  private final StringBuilder out = new StringBuilder();

  LinkerScriptWriter(Plan plan, ImageSpec image, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.image = image;
    this.facts = facts;
  }

  String write() {
    line("/* Generated from the plan of " + plan.application() + "; edit the profile instead. */");
    line("ENTRY(_start32)");
    line("PHDRS {");
    line("  note PT_NOTE FLAGS(4);");
    for (String header :
        List.of("tbtext 5", "tbrodata 4", "tbdata 6", "text 5", "rodata 4", "data 6")) {
      String[] parts = header.split(" ");
      line("  " + parts[0] + " PT_LOAD FLAGS(" + parts[1] + ");");
    }
    line("}");
    line("SECTIONS {");
    writeTrustedBase();
    writeText();
    writeData();
    line("  /DISCARD/ : { *(.comment) *(.note.gnu*) *(.eh_frame*) *(.note.GNU-stack) *(.llvm_addrsig) }");
    line("}");
    writeSymbols();
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void begin(String range, int alignment) {
    line("  . = ALIGN(" + alignment + ");");
    line("  __fx_" + range + "_start = .;");
  }

  private void end(String range) {
    line("  . = ALIGN(" + PAGE + ");");
    line("  __fx_" + range + "_end = .;");
  }

  private void writeTrustedBase() {
    line("  /* Trusted base: supervisor pages. The PVH note must be the first of its kind. */");
    line("  . = 0x" + Long.toHexString(GuestLayout.IMAGE_BASE) + ";");
    begin("tb_text", PAGE);
    line("  .note.pvh : { KEEP(*(.note.pvh .tb.note.pvh)) } :tbtext :note");
    line("  .tb.text : { KEEP(*(.tb.text .tb.text.*)) } :tbtext");
    end("tb_text");
    begin("tb_rodata", PAGE);
    line("  .tb.rodata : { KEEP(*(.tb.rodata .tb.rodata.*)) } :tbrodata");
    end("tb_rodata");
    begin("tb_data", PAGE);
    line("  .tb.data : { KEEP(*(.tb.data .tb.data.*)) } :tbdata");
    line("  .tb.bss : { KEEP(*(.tb.bss .tb.bss.*)) } :tbdata");
    end("tb_data");
  }

  private void writeText() {
    line("  /* Immutable: gates, then what runs with any caller's rights, then each domain. */");
    begin("text", PAGE);
    line("  .text.gates : { KEEP(*(.text.gates)) } :text");
    line("  .text.direct : { *(.text.fxdirect .text.fxdirect.*)");
    for (String section : directSections()) {
      line("    *(" + section + ")");
    }
    line("  } :text");
    for (Domain d : plan.domains()) {
      line("  .text." + d.index() + " : {");
      for (String library : librariesOf(d)) {
        line("    *(.text.fx." + LateSymbols.mangle(library) + ".*)");
      }
      line("  } :text");
    }
    end("text");
    begin("rodata", PAGE);
    line("  .rodata : { *(.rodata .rodata.*) } :rodata");
    end("rodata");
  }

  private TreeSet<String> directSections() {
    var sections = new TreeSet<String>();
    for (PlacedLibrary library : image.libraries()) {
      for (String function : library.descriptor().direct()) {
        sections.add(LateSymbols.textSection(library.name(), function));
      }
    }
    return sections;
  }

  private List<String> librariesOf(Domain d) {
    return plan.placement().stream()
        .filter(p -> p.domain() == d.index())
        .map(PlacedName::library)
        .toList();
  }

  private void writeData() {
    line("  /* Shared globals first: the first pattern that matches a section takes it. */");
    begin("shared", DOMAIN_ALIGNMENT);
    line("  .data.shared : {");
    writeShared(false);
    line("  } :data");
    line("  .bss.shared : {");
    writeShared(true);
    line("  } :data");
    end("shared");
    for (Domain d : plan.domains()) {
      line("  /* Private data of " + d.name() + ". */");
      begin("domain" + d.index(), DOMAIN_ALIGNMENT);
      line("  .data." + d.index() + " : {");
      librariesOf(d).forEach(l -> line("    *(.data.fx." + LateSymbols.mangle(l) + ".*)"));
      line("  } :data");
      line("  .bss." + d.index() + " : {");
      line("    KEEP(*(.bss.fxdomain." + d.index() + "))");
      librariesOf(d).forEach(l -> line("    *(.bss.fx." + LateSymbols.mangle(l) + ".*)"));
      line("  } :data");
      end("domain" + d.index());
    }
    line("  __fx_image_end = .;");
    line("  ASSERT(. < 0x" + Long.toHexString(GuestLayout.WORDS_BASE) + ", \"the image reaches the gate words\")");
  }

  private void writeShared(boolean zero) {
    for (SharedGlobal g : plan.sharedGlobals()) {
      if (g.section().startsWith(".bss.") == zero) {
        line("    *(" + g.section() + ")");
      }
    }
  }

  private void writeSymbols() {
    line("/* Late symbols. */");
    var bound = new HashSet<String>();
    for (Binding binding : plan.bindings()) {
      bound.add(binding.symbol());
      String value = valueOf(binding);
      if (!value.isEmpty()) {
        line(binding.symbol() + " = " + value + ";");
      }
    }
    writeDead(bound);
  }

  /** The value of a symbol that is not a label in the assembly; empty for those that are. */
  private String valueOf(Binding binding) {
    if (binding instanceof Direct d) {
      return d.target();
    } else if (binding instanceof DirectEntry e) {
      return e.target();
    } else if (binding instanceof Shadow s) {
      return s.shared() ? "0x" + Long.toHexString(GuestLayout.DSS_DELTA) : "0";
    } else if (binding instanceof Allocate a) {
      return a.shared()
          ? "__fxshared." + a.domain() + "." + a.operation()
          : HeapStubWriter.stub(a.domain(), a.operation());
    } else if (binding instanceof Dead) {
      return "0";
    }
    return "";
  }

  /** Late symbols that only dead code mentions: defined if the linker asks, and then a trap. */
  private void writeDead(Set<String> bound) {
    for (LibraryFacts library : facts.values()) {
      library.calls().forEach(c -> provide(bound, c.symbol(), DEAD));
      library.entries().forEach(e -> provide(bound, e.symbol(), DEAD));
      library.allocations().forEach(a -> provide(bound, a.symbol(), DEAD));
      library.stackVariables().forEach(s -> provide(bound, s.symbol(), "0"));
    }
  }

  private void provide(Set<String> bound, String symbol, String value) {
    if (bound.add(symbol)) {
      line("PROVIDE(" + symbol + " = " + value + ");");
    }
  }
}
