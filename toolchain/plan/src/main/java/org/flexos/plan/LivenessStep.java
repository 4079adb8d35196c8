package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.flexos.model.LibraryFacts.UnitFact;
import org.flexos.plan.SymbolTable.Defined;

/**
 * Marks what the image reaches from its roots, over the references in the facts. Everything later
 * works on what is live only; a live mention that nothing defines is an error.
 */
final class LivenessStep {
  /** A late symbol's fact, and the library whose object mentions it. */
  record Use<T>(String library, T fact) {}

  private final SymbolTable symbols;
  private final Set<String> sharing;
  private final Map<String, Use<CallFact>> callFacts = new HashMap<>();
  private final Map<String, EntryFact> entryFacts = new HashMap<>();
  private final Set<String> weakEntries = new HashSet<>();
  private final Map<String, Use<StackVariableFact>> shadowFacts = new HashMap<>();
  private final Map<String, Use<AllocationFact>> allocationFacts = new HashMap<>();
  private final Map<String, UnitFact> unitFacts = new HashMap<>();

  final SortedMap<String, Use<CallFact>> calls = new TreeMap<>();
  final SortedMap<String, EntryFact> entries = new TreeMap<>();
  final SortedMap<String, SortedSet<String>> entryMentions = new TreeMap<>();
  final SortedMap<String, Use<StackVariableFact>> shadows = new TreeMap<>();
  final SortedMap<String, Use<AllocationFact>> allocations = new TreeMap<>();

  /** (library, object) of each live unit. */
  final SortedSet<List<String>> units =
      new TreeSet<>(
          Comparator.comparing((List<String> u) -> u.get(0)).thenComparing(u -> u.get(1)));

  /** Live mentions of variables that another library defines. */
  final SortedMap<String, SortedSet<String>> foreignGlobals = new TreeMap<>();

  /** Functions that no library defines, by (library that calls them, what it calls instead). */
  final Map<List<String>, SortedSet<String>> missing = new HashMap<>();

  final List<Diagnostic> errors = new ArrayList<>();

  private final Set<String> seen = new HashSet<>();
  private final Deque<Runnable> pending = new ArrayDeque<>();
  private final Set<String> unresolved = new TreeSet<>();
  private final Function<String, List<String>> providers;

  /**
   * @param sharing libraries whose allocations may go to the shared heap
   * @param providers of symbols, outside of the image
   */
  LivenessStep(SymbolTable symbols, Set<String> sharing, Function<String, List<String>> providers) {
    this.symbols = symbols;
    this.providers = providers;
    this.sharing = Set.copyOf(sharing);
    symbols.facts().forEach(this::index);
  }

  private void index(String library, LibraryFacts facts) {
    facts.calls().forEach(c -> callFacts.put(c.symbol(), new Use<>(library, c)));
    facts
        .entries()
        .forEach(e -> entryFacts.merge(e.symbol(), e, (a, b) -> a.definedHere() ? a : b));
    facts.entries().stream()
        .filter(EntryFact::weak)
        .forEach(e -> weakEntries.add(library + " " + e.symbol()));
    facts.stackVariables().forEach(s -> shadowFacts.put(s.symbol(), new Use<>(library, s)));
    facts.allocations().forEach(a -> allocationFacts.put(a.symbol(), new Use<>(library, a)));
    facts.units().forEach(u -> unitFacts.put(library + "\0" + u.name(), u));
  }

  /** Marks an exported function and all it reaches; an error names {@code wantedBy}. */
  void root(String function, String wantedBy) {
    symbols
        .exportedFunction(function)
        .ifPresentOrElse(this::visit, () -> reportUnresolved(function, wantedBy));
    while (!pending.isEmpty()) {
      pending.pop().run();
    }
  }

  private void visit(Defined<FunctionFact> function) {
    FunctionFact f = function.fact();
    if (seen.add("f " + function.library() + " " + f.symbol())) {
      pending.push(
          () -> {
            f.references().forEach(r -> mention(function.library(), r, f.symbol()));
            unit(function.library(), f.unit(), f.symbol());
          });
    }
  }

  private void visitGlobal(String library, GlobalFact g) {
    if (seen.add("g " + library + " " + g.symbol())) {
      pending.push(
          () -> {
            g.references().forEach(r -> mention(library, r, g.symbol()));
            unit(library, g.unit(), g.symbol());
          });
    }
  }

  private void unit(String library, String unit, String from) {
    UnitFact fact = unitFacts.get(library + "\0" + unit);
    if (fact != null) {
      units.add(List.of(library, fact.object()));
      fact.generatedReferences().forEach(r -> mention(library, r, from));
    }
  }

  private void mention(String library, String symbol, String from) {
    if (symbol.startsWith(LateSymbols.CALL)) {
      mentionCall(library, symbol);
    } else if (symbol.startsWith(LateSymbols.ENTRY)) {
      mentionEntry(library, symbol);
    } else if (symbol.startsWith(LateSymbols.SHADOW)) {
      shadows.put(symbol, shadowFacts.get(symbol));
    } else if (symbol.startsWith(LateSymbols.ALLOCATION)) {
      mentionAllocation(library, symbol);
    } else if (!symbol.startsWith(LateSymbols.CANARY)) {
      mentionPlain(library, symbol, from);
    }
  }

  /** A site of a wrapper keeps the wrapper alive, and its shared clone where that may be used. */
  private void mentionAllocation(String library, String symbol) {
    Use<AllocationFact> use = allocationFacts.get(symbol);
    if (use == null || allocations.put(symbol, use) != null) {
      return;
    }
    String wrapper = use.fact().target();
    if (!BindStep.ALLOCATOR_OPERATIONS.containsKey(wrapper)) {
      symbols.function(library, wrapper).ifPresent(this::visit);
      if (sharing.contains(library)) {
        symbols
            .function(library, LateSymbols.sharedWrapper(library, wrapper))
            .ifPresent(this::visit);
      }
    }
  }

  private void mentionCall(String library, String symbol) {
    Use<CallFact> use = callFacts.get(symbol);
    if (use == null || calls.put(symbol, use) != null) {
      return;
    }
    var target = symbols.exportedFunction(use.fact().target());
    if (target.isPresent()) {
      visit(target.get());
    } else if (use.fact().otherwise().isPresent()) {
      String otherwise = use.fact().otherwise().get();
      symbols
          .function(library, otherwise)
          .ifPresentOrElse(this::visit, () -> reportUnresolved(otherwise, library));
      missing
          .computeIfAbsent(List.of(library, otherwise), k -> new TreeSet<>())
          .add(use.fact().target());
    } else if (!use.fact().weak()) {
      reportUnresolved(use.fact().target(), library + " (" + use.fact().where() + ")");
    }
  }

  private void mentionEntry(String library, String symbol) {
    EntryFact entry = entryFacts.get(symbol);
    if (entry == null) {
      return;
    }
    entries.put(symbol, entry);
    entryMentions.computeIfAbsent(symbol, s -> new TreeSet<>()).add(library);
    if (!BindStep.ALLOCATOR_OPERATIONS.containsKey(entry.function())) {
      var target = symbols.function(library, entry.function());
      if (target.isPresent()) {
        visit(target.get());
      } else if (!weakEntries.contains(library + " " + symbol)) {
        reportUnresolved(entry.function(), library + " (" + entry.where() + ")");
      }
    }
  }

  private void mentionPlain(String library, String symbol, String from) {
    var function = symbols.function(library, symbol);
    if (function.isPresent()) {
      visit(function.get());
      return;
    }
    var global = symbols.global(library, symbol);
    if (global.isEmpty()) {
      reportUnresolved(symbol, library + " (" + from + ")");
      return;
    }
    if (!global.get().library().equals(library)) {
      foreignGlobals.computeIfAbsent(symbol, s -> new TreeSet<>()).add(library);
    }
    visitGlobal(global.get().library(), global.get().fact());
  }

  private void reportUnresolved(String symbol, String wantedBy) {
    if (unresolved.add(symbol)) {
      errors.add(
          PlanNotes.error(
              "unresolved symbol '"
                  + symbol
                  + "', needed by "
                  + wantedBy
                  + "; no library of the image defines it: add "
                  + whoDefines(symbol)
                  + " under libraries, or drop what calls it"));
    }
  }

  private String whoDefines(String symbol) {
    List<String> able = providers.apply(symbol);
    return able.isEmpty()
        ? "the library that does"
        : "'"
            + String.join("' or '", able)
            + "', which "
            + (able.size() == 1 ? "declares it," : "declare it,");
  }
}
