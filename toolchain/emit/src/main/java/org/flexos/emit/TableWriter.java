package org.flexos.emit;

import java.util.SortedMap;
import java.util.TreeSet;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.Shadow;

/**
 * Writes {@code flexos_image}, the trusted base's knowledge of the image, in the layout of {@code
 * os/include/flexos/image.h}: every field is eight bytes.
 */
final class TableWriter {
  private static final String MAGIC = "0x31304f5358454c46";
  private static final int USER = 1;
  private static final int WRITE = 2;
  private static final int EXEC = 4;

  private final Plan plan;
  private final SortedMap<String, LibraryFacts> facts;

  TableWriter(Plan plan, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.facts = facts;
  }

  void write(Asm asm) {
    var hardened = canaries();
    writeCanaries(asm, hardened);
    asm.line(".section .tb.rodata.image,\"a\",@progbits").line(".balign 8");
    int ranges = writeRanges(asm);
    writeDomains(asm);
    int entries = writeEntries(asm);
    asm.label("fx_canaries");
    hardened.forEach(c -> asm.op(".quad " + c));
    boolean isolated = plan.domains().size() > 1;
    asm.line(".globl flexos_image").label("flexos_image");
    quad(asm, MAGIC, "magic");
    quad(asm, isolated ? "1" : "0", "uses_pku");
    quad(asm, usesShadowStack() ? "1" : "0", "uses_dss");
    quad(asm, String.valueOf(plan.domains().size()), "domain_count");
    quad(asm, "fx_domains", "domains");
    quad(asm, String.valueOf(ranges), "range_count");
    quad(asm, "fx_ranges", "ranges");
    quad(asm, String.valueOf(entries), "entry_count");
    quad(asm, "fx_entries", "entries");
    quad(asm, String.valueOf(hardened.size()), "canary_count");
    quad(asm, "fx_canaries", "canaries");
    quad(asm, isolated ? String.valueOf(plan.domains().size() - 1) : "-1", "allocator_domain");
    Initial boot =
        plan.initial().stream().filter(i -> i.role().equals("boot")).findFirst().orElseThrow();
    quad(asm, boot.function(), "boot_entry");
    quad(asm, String.valueOf(boot.domain()), "boot_domain");
    quad(asm, "__fx_image_end", "image_end");
  }

  private static void quad(Asm asm, String value, String field) {
    asm.op(".quad " + value, field);
  }

  private boolean usesShadowStack() {
    return plan.bindings().stream().anyMatch(b -> b instanceof Shadow s && s.shared());
  }

  private int writeRanges(Asm asm) {
    asm.label("fx_ranges");
    range(asm, "tb_text", 0, EXEC);
    range(asm, "tb_rodata", 0, 0);
    range(asm, "tb_data", 0, WRITE);
    range(asm, "text", 0, USER | EXEC);
    range(asm, "rodata", 0, USER);
    int count = 5;
    for (Domain d : plan.domains()) {
      range(asm, "domain" + d.index(), d.key(), USER | WRITE);
      count++;
    }
    range(asm, "shared", plan.domains().size() > 1 ? GuestLayout.KEY_SHARED : 0, USER | WRITE);
    return count + 1;
  }

  private static void range(Asm asm, String name, int key, int prot) {
    asm.op(".quad __fx_" + name + "_start, __fx_" + name + "_end, " + key + ", " + prot);
  }

  private void writeDomains(Asm asm) {
    asm.label("fx_domains");
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
              + ", fx_name_"
              + d.index());
    }
    for (Domain d : plan.domains()) {
      asm.label("fx_name_" + d.index()).op(".asciz \"" + d.name() + "\"");
    }
    asm.line(".balign 8");
  }

  /** Addresses that a thread may start at: what function pointers hold, and whose they are. */
  private int writeEntries(Asm asm) {
    asm.label("fx_entries");
    int count = 0;
    for (Binding binding : plan.bindings()) {
      if (binding instanceof EntryThunk thunk && thunk.owner() >= 0) {
        asm.op(".quad " + thunk.symbol() + ", " + thunk.target() + ", " + thunk.owner());
        count++;
      } else if (binding instanceof DirectEntry entry) {
        int owner = ownerOf(entry);
        if (owner >= 0) {
          asm.op(".quad " + entry.target() + ", " + entry.target() + ", " + owner);
          count++;
        }
      }
    }
    return count;
  }

  /** Domain of a function that is bound directly; -1 when it runs with any caller's rights. */
  private int ownerOf(DirectEntry entry) {
    if (entry.why().equals("declared direct")) {
      return -1;
    }
    String rest = entry.symbol().substring(LateSymbols.ENTRY.length());
    for (PlacedName placed : plan.placement()) {
      LibraryFacts library = facts.get(placed.library());
      boolean local = rest.startsWith(LateSymbols.mangle(placed.library()) + ".");
      boolean defines =
          library != null
              && library.functions().stream().anyMatch(f -> f.symbol().equals(entry.target()));
      if (placed.domain() >= 0 && (local || defines)) {
        return placed.domain();
      }
    }
    return -1;
  }

  /** Canary words of the libraries whose objects are protected; one word, in their own domain. */
  private TreeSet<String> canaries() {
    var found = new TreeSet<String>();
    for (PlacedName placed : plan.placement()) {
      LibraryFacts library = facts.get(placed.library());
      String symbol = LateSymbols.CANARY + LateSymbols.mangle(placed.library());
      if (library != null
          && placed.domain() >= 0
          && library.units().stream().anyMatch(u -> u.generatedReferences().contains(symbol))) {
        found.add(symbol);
      }
    }
    return found;
  }

  private static void writeCanaries(Asm asm, TreeSet<String> canaries) {
    for (String symbol : canaries) {
      String library = symbol.substring(LateSymbols.CANARY.length());
      asm.line(".section .data.fx." + library + ".__canary,\"aw\",@progbits");
      asm.line(".balign 8").line(".globl " + symbol).label(symbol).op(".quad 0");
    }
  }
}
