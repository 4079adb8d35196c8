package org.flexos.latebind.compile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.flexos.latebind.UnitFacts;
import org.flexos.latebind.passes.PointerOrigin;
import org.flexos.model.AbiShape;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.UnitFact;

/** Facts of units into facts of a library: sorted, and one fact a symbol. */
final class FactsMerger {
  private FactsMerger() {}

  static LibraryFacts merge(String library, String key, List<BindStep.Result> units) {
    var unitFacts =
        units.stream()
            .map(u -> new UnitFact(u.unit().name(), u.unit().name() + ".o", u.facts().generated()))
            .sorted(Comparator.comparing(UnitFact::name))
            .toList();
    return new LibraryFacts(
        library,
        key,
        unitFacts,
        all(units, UnitFacts::functions, LibraryFacts.FunctionFact::symbol),
        all(units, UnitFacts::globals, LibraryFacts.GlobalFact::symbol),
        unique(
            all(units, UnitFacts::calls, CallFact::symbol), CallFact::symbol, FactsMerger::wider),
        unique(
            all(units, UnitFacts::entries, EntryFact::symbol),
            EntryFact::symbol,
            FactsMerger::stronger),
        all(units, UnitFacts::stackVariables, LibraryFacts.StackVariableFact::symbol),
        all(units, UnitFacts::allocations, LibraryFacts.AllocationFact::symbol),
        unique(
            all(units, UnitFacts::addresses, AddressFact::symbol),
            AddressFact::symbol,
            FactsMerger::both));
  }

  /** Of equal symbols the one of the unit that comes first stays first. */
  private static <T> List<T> all(
      List<BindStep.Result> units, Function<UnitFacts, List<T>> part, Function<T, String> symbol) {
    return units.stream()
        .sorted(Comparator.comparing(u -> u.unit().name()))
        .map(u -> part.apply(u.facts().facts()))
        .flatMap(Collection::stream)
        .sorted(Comparator.comparing(symbol))
        .toList();
  }

  private static <T> List<T> unique(
      List<T> facts, Function<T, String> symbol, BinaryOperator<T> both) {
    var merged = new TreeMap<String, T>();
    facts.forEach(f -> merged.merge(symbol.apply(f), f, both));
    return new ArrayList<>(merged.values());
  }

  private static EntryFact stronger(EntryFact a, EntryFact b) {
    EntryFact best = b.definedHere() && !a.definedHere() ? b : a;
    return new EntryFact(
        best.symbol(),
        best.function(),
        best.definedHere(),
        a.weak() && b.weak(),
        best.shape(),
        best.where());
  }

  private static AddressFact both(AddressFact a, AddressFact b) {
    var callees = new TreeSet<>(a.flow().callees());
    callees.addAll(b.flow().callees());
    var variables = new TreeSet<>(a.variables());
    variables.addAll(b.variables());
    return new AddressFact(
        a.symbol(),
        new Flow(
            List.copyOf(callees),
            a.flow().escapes() || b.flow().escapes(),
            a.flow().returned() || b.flow().returned()),
        List.copyOf(variables));
  }

  /** Two units may see one function through different declarations: carry what either carries. */
  private static CallFact wider(CallFact a, CallFact b) {
    AbiShape x = a.shape();
    AbiShape y = b.shape();
    var shape =
        new AbiShape(
            Math.max(x.ints(), y.ints()),
            Math.max(x.vectors(), y.vectors()),
            Math.max(x.stackWords(), y.stackWords()),
            x.result().intBytes() < y.result().intBytes() || x.result() == AbiShape.Result.NONE
                ? y.result()
                : x.result(),
            x.variadic() || y.variadic());
    var passed = new ArrayList<>(a.passed());
    passed.addAll(b.passed());
    return new CallFact(
        a.symbol(),
        a.target(),
        shape,
        a.weak() && b.weak(),
        a.otherwise(),
        PointerOrigin.worst(passed),
        a.where());
  }
}
