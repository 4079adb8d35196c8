package org.flexos.cli.fault;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/** Says which library a function or variable is of, from the facts of all of an image. */
final class Owners {
  private final Plan plan;
  private final SortedMap<String, LibraryFacts> facts;

  Owners(Plan plan, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.facts = facts;
  }

  /** The library of a function known by its name only: statics of one name hide each other. */
  Optional<String> of(String function) {
    return of(-1, f -> plain(f.symbol()).equals(function), g -> false);
  }

  /** The library that defines a symbol of the linked image; a static goes by its unit, too. */
  Optional<String> of(SymbolMap.Symbol symbol) {
    String name = symbol.name();
    int domain = symbol.domain();
    return symbol.function()
        ? of(domain, f -> isIt(symbol, f.symbol(), f.unit()), g -> false)
            .or(() -> of(domain, f -> plain(f.symbol()).equals(name), g -> false))
        : of(domain, f -> false, g -> isIt(symbol, g.symbol(), g.unit()))
            .or(() -> of(domain, f -> false, g -> plain(g.symbol()).equals(name)));
  }

  private static boolean isIt(SymbolMap.Symbol symbol, String fact, String unit) {
    if (symbol.file().isEmpty()) {
      return fact.equals(symbol.name());
    }
    // A unit is named after its path, without the ending.
    String file = symbol.file().replaceFirst("\\.[^.]*$", "").replaceAll("[^A-Za-z0-9]", "_");
    String name = plain(fact);
    return name.equals(symbol.name())
        && !name.equals(fact)
        && (unit.equals(file) || unit.endsWith("_" + file));
  }

  /**
   * @param domain the one that the library is in; -1: any
   */
  private Optional<String> of(
      int domain,
      Predicate<LibraryFacts.FunctionFact> function,
      Predicate<LibraryFacts.GlobalFact> global) {
    return facts.entrySet().stream()
        .filter(e -> domain < 0 || domainOf(e.getKey()) == domain)
        .filter(
            e ->
                e.getValue().functions().stream().anyMatch(function)
                    || e.getValue().globals().stream().anyMatch(global))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The number of a library's domain; -1: it has none. */
  int domainOf(String library) {
    return plan.domainOf(library).map(Domain::index).orElse(-1);
  }

  /** Facts write a static as {@code unit:name}. */
  private static String plain(String symbol) {
    return symbol.substring(symbol.indexOf(':') + 1);
  }
}
