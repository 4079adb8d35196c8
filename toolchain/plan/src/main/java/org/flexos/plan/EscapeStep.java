package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.plan.SymbolTable.Defined;

/**
 * Which functions' addresses can reach another domain: those handed to it, directly or in a
 * variable that is handed to it or that it mentions. What lies in private memory stays; a domain
 * whose memory is shared in part is not looked into, all its addresses count.
 */
final class EscapeStep {
  private final ImageSpec image;
  private final SymbolTable symbols;
  private final LivenessStep live;
  private final Map<String, Integer> domainOf;
  private final Set<String> leaving = new HashSet<>();
  private final Deque<Runnable> pending = new ArrayDeque<>();

  /** Addresses that code stores to a variable, by the variable. */
  private final Map<String, List<Held>> stored = new HashMap<>();

  /** A symbol as its library means it. */
  private record Held(String library, String symbol) {}

  EscapeStep(
      ImageSpec image, SymbolTable symbols, LivenessStep live, Map<String, Integer> domainOf) {
    this.image = image;
    this.symbols = symbols;
    this.live = live;
    this.domainOf = domainOf;
  }

  /**
   * @param called libraries that other domains call: what those functions return leaves, too
   * @return late symbols of entries
   */
  Set<String> run(FlowStep flows, Set<String> called) {
    symbols.facts().forEach(this::index);
    symbols.facts().forEach((library, facts) -> library(library, facts, flows, called));
    live.foreignGlobals.forEach(
        (symbol, users) ->
            users.forEach(
                user ->
                    symbols
                        .global(user, symbol)
                        .filter(g -> !domainOf.get(g.library()).equals(domainOf.get(user)))
                        .ifPresent(g -> mark(g.library(), symbol))));
    while (!pending.isEmpty()) {
      pending.pop().run();
    }
    return leaving;
  }

  private void index(String library, LibraryFacts facts) {
    for (AddressFact address : facts.addresses()) {
      for (String variable : address.variables()) {
        symbols
            .global(library, variable)
            .ifPresent(
                g ->
                    stored
                        .computeIfAbsent(key(g), k -> new ArrayList<>())
                        .add(new Held(library, address.symbol())));
      }
    }
  }

  private static String key(Defined<GlobalFact> variable) {
    return variable.library() + " " + variable.fact().symbol();
  }

  private void library(String library, LibraryFacts facts, FlowStep flows, Set<String> called) {
    for (AddressFact address : facts.addresses()) {
      boolean returned = address.flow().returned() && called.contains(library);
      if (returned || flows.leaves(library, address.flow(), false).isPresent()) {
        mark(library, address.symbol());
      }
    }
    for (GlobalFact global : facts.globals()) {
      String plain = global.symbol().substring(global.symbol().indexOf(':') + 1);
      if (global.declaredShared() || image.sharedGlobals().contains(library + ":" + plain)) {
        mark(library, global.symbol());
      }
    }
  }

  /** An entry, or a variable with all that its initialiser holds and code stores there. */
  private void mark(String library, String symbol) {
    if (symbol.startsWith(LateSymbols.ENTRY)) {
      leaving.add(symbol);
      return;
    }
    symbols
        .global(library, symbol)
        .filter(g -> leaving.add(key(g)))
        .ifPresent(g -> pending.push(() -> lookInto(g)));
  }

  private void lookInto(Defined<GlobalFact> variable) {
    variable.fact().references().forEach(r -> mark(variable.library(), r));
    stored.getOrDefault(key(variable), List.of()).forEach(h -> mark(h.library(), h.symbol()));
  }
}
