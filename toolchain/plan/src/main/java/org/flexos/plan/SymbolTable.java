package org.flexos.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.SourceLocation;

/** Finds things by symbol across the facts of an image. */
final class SymbolTable {
  /** A function or variable together with the library that defines it. */
  record Defined<T>(String library, T fact) {}

  /** A late symbol's fact together with its library. */
  private final SortedMap<String, LibraryFacts> facts;

  private final Map<String, Defined<FunctionFact>> exportedFunctions = new HashMap<>();
  private final Map<String, Defined<GlobalFact>> exportedGlobals = new HashMap<>();
  private final Map<String, Map<String, FunctionFact>> functions = new HashMap<>();
  private final Map<String, Map<String, GlobalFact>> globals = new HashMap<>();
  private final SortedMap<String, SortedMap<String, SourceLocation>> duplicates = new TreeMap<>();

  SymbolTable(SortedMap<String, LibraryFacts> facts) {
    this.facts = facts;
    facts.forEach(this::index);
  }

  private void index(String library, LibraryFacts library1) {
    var mine = functions.computeIfAbsent(library, l -> new HashMap<>());
    for (FunctionFact f : library1.functions()) {
      FunctionFact known = mine.get(f.symbol());
      if (known == null || known.linkage() == Linkage.WEAK) {
        mine.put(f.symbol(), f);
      }
    }
    for (FunctionFact f : mine.values()) {
      if (f.linkage() != Linkage.LOCAL) {
        export(library, f);
      }
    }
    var vars = globals.computeIfAbsent(library, l -> new HashMap<>());
    for (GlobalFact g : library1.globals()) {
      vars.put(g.symbol(), g);
      if (g.linkage() != Linkage.LOCAL) {
        exportedGlobals.merge(
            g.symbol(),
            new Defined<>(library, g),
            (a, b) -> a.fact().linkage() == Linkage.WEAK ? b : a);
      }
    }
  }

  private void export(String library, FunctionFact f) {
    var candidate = new Defined<>(library, f);
    var known = exportedFunctions.get(f.symbol());
    if (known == null || known.fact().linkage() == Linkage.WEAK) {
      exportedFunctions.put(f.symbol(), candidate);
    } else if (f.linkage() == Linkage.EXPORTED) {
      duplicate(f.symbol(), known.library(), known.fact().where());
      duplicate(f.symbol(), library, f.where());
    }
  }

  private void duplicate(String symbol, String library, SourceLocation where) {
    duplicates.computeIfAbsent(symbol, s -> new TreeMap<>()).put(library, where);
  }

  /** Functions that more than one library defines strongly, with where each does. */
  SortedMap<String, SortedMap<String, SourceLocation>> duplicates() {
    return duplicates;
  }

  Optional<Defined<FunctionFact>> exportedFunction(String symbol) {
    return Optional.ofNullable(exportedFunctions.get(symbol));
  }

  /** What {@code symbol} means when {@code library} mentions it: its own function first. */
  Optional<Defined<FunctionFact>> function(String library, String symbol) {
    FunctionFact own = functions.getOrDefault(library, Map.of()).get(symbol);
    if (own != null && own.linkage() != Linkage.WEAK) {
      return Optional.of(new Defined<>(library, own));
    }
    return exportedFunction(symbol);
  }

  Optional<Defined<GlobalFact>> global(String library, String symbol) {
    GlobalFact own = globals.getOrDefault(library, Map.of()).get(symbol);
    return own != null
        ? Optional.of(new Defined<>(library, own))
        : Optional.ofNullable(exportedGlobals.get(symbol));
  }

  SortedMap<String, LibraryFacts> facts() {
    return facts;
  }
}
