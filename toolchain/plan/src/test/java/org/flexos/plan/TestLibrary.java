package org.flexos.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.LibraryFacts.Passed;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.flexos.model.LibraryFacts.UnitFact;
import org.flexos.model.SourceLocation;

/** A library as the pass would describe it, built up by tests. One unit, "u". */
final class TestLibrary {
  static final AbiShape ONE_ARGUMENT = new AbiShape(1, 0, 0, Result.INT, false);

  final String name;
  final String compartment;
  final List<String> direct = new ArrayList<>();
  final List<String> mayBeShared = new ArrayList<>();
  final List<GlobalFact> globals = new ArrayList<>();
  final List<CallFact> calls = new ArrayList<>();
  final List<EntryFact> entries = new ArrayList<>();
  final List<StackVariableFact> stackVariables = new ArrayList<>();
  final List<AllocationFact> allocations = new ArrayList<>();
  final List<AddressFact> addresses = new ArrayList<>();
  final Map<String, List<String>> references = new LinkedHashMap<>();
  private final Map<String, Linkage> linkages = new LinkedHashMap<>();
  private final Map<String, Flow> parameters = new LinkedHashMap<>();

  /** Of functions whose parameter is no pointer in the first register. */
  final Map<String, Slot> slots = new HashMap<>();

  final Map<String, List<ArgumentSpec>> arguments = new HashMap<>();
  private int line = 1;

  TestLibrary(String name, String compartment) {
    this.name = name;
    this.compartment = compartment;
  }

  /** The same library in another compartment. */
  TestLibrary movedTo(String compartment) {
    var moved = new TestLibrary(name, compartment);
    moved.direct.addAll(direct);
    moved.mayBeShared.addAll(mayBeShared);
    moved.globals.addAll(globals);
    moved.calls.addAll(calls);
    moved.entries.addAll(entries);
    moved.stackVariables.addAll(stackVariables);
    moved.allocations.addAll(allocations);
    moved.addresses.addAll(addresses);
    moved.references.putAll(references);
    moved.linkages.putAll(linkages);
    moved.parameters.putAll(parameters);
    moved.slots.putAll(slots);
    moved.arguments.putAll(arguments);
    return moved;
  }

  private SourceLocation nextLine() {
    return new SourceLocation(name + ".c", line++, 1);
  }

  /** A function of one pointer parameter, which it does not pass on. */
  TestLibrary function(String symbol, Linkage linkage) {
    return function(symbol, linkage, Flow.NONE);
  }

  TestLibrary function(String symbol, Linkage linkage, Flow parameter) {
    linkages.put(symbol, linkage);
    parameters.put(symbol, parameter);
    references.put(symbol, new ArrayList<>());
    return this;
  }

  void parameterFlow(String symbol, Flow flow) {
    parameters.put(symbol, flow);
  }

  Flow flowOf(String symbol) {
    return parameters.get(symbol);
  }

  List<String> exported() {
    return linkages.keySet().stream().filter(f -> linkages.get(f) == Linkage.EXPORTED).toList();
  }

  TestLibrary exports(String... symbols) {
    for (String symbol : symbols) {
      function(symbol, Linkage.EXPORTED);
    }
    return this;
  }

  TestLibrary declaresDirect(String symbol) {
    direct.add(symbol);
    return this;
  }

  TestLibrary mentions(String from, String symbol) {
    references.get(from).add(symbol);
    return this;
  }

  /** A call of another library's function. */
  TestLibrary calls(String from, String target) {
    return calls(from, target, false);
  }

  TestLibrary calls(String from, String target, boolean weak) {
    return calls(from, target, weak, List.of());
  }

  TestLibrary calls(String from, String target, boolean weak, List<Passed> passed) {
    String symbol = LateSymbols.call(name, target);
    if (calls.stream().noneMatch(c -> c.symbol().equals(symbol))) {
      calls.add(
          new CallFact(symbol, target, ONE_ARGUMENT, weak, Optional.empty(), passed, nextLine()));
    }
    return mentions(from, symbol);
  }

  /** A call that goes to {@code otherwise}, of this library, when nothing defines the target. */
  TestLibrary callsOr(String from, String target, String otherwise) {
    String symbol = LateSymbols.call(name, target);
    calls.add(
        new CallFact(
            symbol, target, ONE_ARGUMENT, false, Optional.of(otherwise), List.of(), nextLine()));
    return mentions(from, symbol);
  }

  TestLibrary takesAddress(String from, String function) {
    return mentions(from, entry(function));
  }

  private String entry(String function) {
    String symbol = LateSymbols.entry(function);
    if (entries.stream().noneMatch(e -> e.symbol().equals(symbol))) {
      boolean here = linkages.containsKey(function);
      entries.add(new EntryFact(symbol, function, here, false, ONE_ARGUMENT, nextLine()));
    }
    return symbol;
  }

  /** Where a function's address, or a variable's or what is loaded from it, goes. */
  TestLibrary addressGoes(String symbol, Flow flow) {
    return addressGoes(symbol, flow, List.of());
  }

  /**
   * @param variables that code stores it to
   */
  TestLibrary addressGoes(String symbol, Flow flow, List<String> variables) {
    addresses.add(new AddressFact(symbol, flow, variables));
    return this;
  }

  TestLibrary stackVariable(String function, String variable, Flow flow) {
    String symbol = LateSymbols.SHADOW + name + ".u." + function + "." + variable + ".0";
    stackVariables.add(new StackVariableFact(symbol, function, variable, 8, flow, nextLine()));
    return mentions(function, symbol);
  }

  TestLibrary allocates(String function, String operation, Flow flow) {
    String symbol =
        LateSymbols.ALLOCATION
            + name
            + ".u."
            + function
            + "."
            + allocations.size()
            + "."
            + operation;
    boolean declared = operation.endsWith("_whitelist");
    allocations.add(new AllocationFact(symbol, operation, function, flow, declared, nextLine()));
    return mentions(function, symbol);
  }

  TestLibrary variable(String symbol, Linkage linkage, boolean constant, boolean declaredShared) {
    globals.add(
        new GlobalFact(
            symbol,
            "u",
            linkage,
            constant,
            declaredShared,
            8,
            ".data.fx." + name + "." + symbol,
            List.of(),
            nextLine()));
    return this;
  }

  /** The initialiser of a variable holds the address of a function. */
  TestLibrary holdsFunction(String variable, String function) {
    return holds(variable, entry(function));
  }

  /** The initialiser of a variable mentions another one, or a late symbol. */
  TestLibrary holds(String variable, String symbol) {
    globals.replaceAll(g -> g.symbol().equals(variable) ? holding(g, symbol) : g);
    return this;
  }

  private static GlobalFact holding(GlobalFact g, String symbol) {
    var references = new ArrayList<>(g.references());
    references.add(symbol);
    return new GlobalFact(
        g.symbol(),
        g.unit(),
        g.linkage(),
        g.constant(),
        g.declaredShared(),
        g.size(),
        g.section(),
        references,
        g.where());
  }

  LibraryFacts facts() {
    var functions = new ArrayList<FunctionFact>();
    references.forEach(
        (symbol, mentioned) ->
            functions.add(
                new FunctionFact(
                    symbol,
                    "u",
                    linkages.get(symbol),
                    Optional.empty(),
                    ONE_ARGUMENT,
                    false,
                    List.copyOf(mentioned),
                    List.of(parameters.get(symbol)),
                    List.of(slots.getOrDefault(symbol, new Slot(0, 8, true))),
                    8,
                    new SourceLocation(name + ".c", 1, 1))));
    return new LibraryFacts(
        name,
        "key",
        List.of(new UnitFact("u", "u.o", List.of())),
        functions,
        globals,
        calls,
        entries,
        stackVariables,
        allocations,
        addresses);
  }

  LibraryDescriptor descriptor() {
    return LibraryDescriptor.named(name)
        .direct(direct)
        .shared(mayBeShared)
        .arguments(arguments)
        .build();
  }
}
