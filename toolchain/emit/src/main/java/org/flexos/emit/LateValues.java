package org.flexos.emit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.LiveUnit;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.Wrapped;

/**
 * The values of late symbols that are not labels in the assembly, as assignments of the linker
 * script.
 */
final class LateValues {
  private static final String UNDEFINED = "0";

  private final Plan plan;
  private final SortedMap<String, LibraryFacts> facts;
  private final List<String> out = new ArrayList<>();
  private final Set<String> bound = new HashSet<>();

  LateValues(Plan plan, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.facts = facts;
  }

  /** One a line. */
  List<String> assignments() {
    out.add("/* Late symbols. */");
    for (Binding binding : plan.bindings()) {
      bound.add(binding.symbol());
      String value = valueOf(binding);
      if (!value.isEmpty()) {
        out.add(binding.symbol() + " = " + value + ";");
      }
    }
    out.add("/* Mentioned by dead code at most: defined only if the link asks, as a trap. */");
    plan.units().stream()
        .map(LiveUnit::library)
        .distinct()
        .filter(facts::containsKey)
        .forEach(l -> provideDead(facts.get(l)));
    return out;
  }

  /** Empty for those that the assembly defines. */
  private static String valueOf(Binding binding) {
    if (binding instanceof Direct d) {
      return d.target();
    } else if (binding instanceof DirectEntry e) {
      return e.target();
    } else if (binding instanceof Shadow s) {
      return s.shared() ? "0x" + Long.toHexString(GuestLayout.DSS_DELTA) : UNDEFINED;
    } else if (binding instanceof Allocate a) {
      HeapOperation operation = HeapOperation.named(a.operation());
      return a.shared() ? operation.sharedStub(a.domain()) : operation.stub(a.domain());
    } else if (binding instanceof Wrapped w) {
      return w.target();
    } else if (binding instanceof Dead d) {
      return deadValue(d.symbol());
    }
    return "";
  }

  /** The address of a weak function that nothing defines is null, as the C code expects. */
  private static String deadValue(String symbol) {
    return symbol.startsWith(LateSymbols.ENTRY) || symbol.startsWith(LateSymbols.SHADOW)
        ? UNDEFINED
        : Traps.DEAD;
  }

  private void provideDead(LibraryFacts library) {
    library.calls().forEach(c -> provide(c.symbol()));
    library.entries().forEach(e -> provide(e.symbol()));
    library.allocations().forEach(a -> provide(a.symbol()));
    library.stackVariables().forEach(s -> provide(s.symbol()));
  }

  private void provide(String symbol) {
    if (bound.add(symbol)) {
      out.add("PROVIDE(" + symbol + " = " + deadValue(symbol) + ");");
    }
  }
}
