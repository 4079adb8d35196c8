package org.flexos.emit;

import java.util.SortedSet;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.Shadow;

/**
 * Writes {@code flexos_image}, the trusted base's knowledge of the image, in the layout of {@code
 * os/include/flexos/image.h}: every field is eight bytes.
 */
final class TableWriter {
  private static final String MAGIC = "0x31304f5358454c46";

  private final Plan plan;
  private final CodeFacts code;

  TableWriter(Plan plan, CodeFacts code) {
    this.plan = plan;
    this.code = code;
  }

  void write(Asm asm) {
    SortedSet<String> canaries = code.canaries();
    writeCanaries(asm, canaries);
    asm.line(".section .tb.rodata.image,\"a\",@progbits").line(".balign 8");
    asm.label(".Lranges");
    var ranges = ImageRange.all(plan);
    ranges.forEach(
        r ->
            asm.op(
                ".quad " + r.start() + ", " + r.end() + ", " + r.key() + ", " + r.prot(),
                r.what()));
    writeDomains(asm);
    int entries = writeEntries(asm);
    asm.label(".Lcanaries");
    canaries.forEach(c -> asm.op(".quad " + c));
    boolean isolated = plan.domains().size() > 1;
    Initial boot =
        plan.initial().stream().filter(i -> i.role().equals("boot")).findFirst().orElseThrow();
    int copies = new CopyTableWriter(plan).write(asm);
    asm.line(".globl flexos_image").line(".type flexos_image, @object").label("flexos_image");
    quad(asm, MAGIC, "magic");
    quad(asm, isolated ? "1" : "0", "uses_pku");
    quad(asm, usesShadowStack() ? "1" : "0", "uses_dss");
    quad(asm, String.valueOf(plan.domains().size()), "domain_count");
    quad(asm, ".Ldomains", "domains");
    quad(asm, String.valueOf(ranges.size()), "range_count");
    quad(asm, ".Lranges", "ranges");
    quad(asm, String.valueOf(entries), "entry_count");
    quad(asm, ".Lentries", "entries");
    quad(asm, String.valueOf(canaries.size()), "canary_count");
    quad(asm, ".Lcanaries", "canaries");
    quad(asm, allocatorDomain(), "allocator_domain");
    quad(asm, boot.function(), "boot_entry");
    quad(asm, String.valueOf(boot.domain()), "boot_domain");
    quad(asm, ImageRange.IMAGE_END, "image_end");
    quad(asm, String.valueOf(copies), "copy_count");
    quad(asm, CopyTableWriter.LABEL, "copies");
    asm.end("flexos_image");
  }

  private static void quad(Asm asm, String value, String field) {
    asm.op(".quad " + value, field);
  }

  private boolean usesShadowStack() {
    return plan.bindings().stream().anyMatch(b -> b instanceof Shadow s && s.shared());
  }

  /** The domain without compartments holds the shared heap; -1 is FLEXOS_NO_DOMAIN. */
  private String allocatorDomain() {
    return plan.domains().stream()
        .filter(d -> !HeapStubWriter.ownsHeap(plan, d))
        .findFirst()
        .map(d -> String.valueOf(d.index()))
        .orElse("-1");
  }

  private void writeDomains(Asm asm) {
    asm.label(".Ldomains");
    for (Domain d : plan.domains()) {
      long capabilities = 0;
      for (Capability c : d.capabilities()) {
        capabilities |= 1L << c.ordinal();
      }
      asm.op(
          ".quad "
              + d.key()
              + ", 0x"
              + Long.toHexString(GuestLayout.pkru(plan, d))
              + ", "
              + d.stackGroup()
              + ", "
              + GuestLayout.stackKey(plan, d)
              + ", "
              + capabilities
              + ", .Lname"
              + d.index());
    }
    for (Domain d : plan.domains()) {
      asm.label(".Lname" + d.index()).op(".asciz \"" + escaped(d.name()) + "\"");
    }
    asm.line(".balign 8");
  }

  /** Addresses that a thread may start at: what function pointers hold, and whose they are. */
  private int writeEntries(Asm asm) {
    asm.label(".Lentries");
    int count = 0;
    for (Binding binding : plan.bindings()) {
      if (binding instanceof EntryThunk thunk && thunk.owner() >= 0) {
        asm.op(".quad " + thunk.symbol() + ", " + thunk.target() + ", " + thunk.owner());
        count++;
      } else if (binding instanceof DirectEntry entry) {
        String function = entry.target();
        asm.op(".quad " + function + ", " + function + ", " + code.domainOf(function));
        count++;
      }
    }
    return count;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** One word a library, in its own domain's private data; ring 0 fills it. */
  private static void writeCanaries(Asm asm, SortedSet<String> canaries) {
    for (String symbol : canaries) {
      String library = symbol.substring(LateSymbols.CANARY.length());
      asm.line(".section .data.fx." + library + ".__canary,\"aw\",@progbits").line(".balign 8");
      asm.line(".globl " + symbol).line(".type " + symbol + ", @object");
      asm.label(symbol).op(".quad 0").end(symbol);
    }
  }
}
