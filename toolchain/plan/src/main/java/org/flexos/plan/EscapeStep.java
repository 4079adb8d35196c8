package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.GlobalFact;

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

  /** An entry, or a variable with all that its initialiser holds. */
  private void mark(String library, String symbol) {
    if (symbol.startsWith(LateSymbols.ENTRY)) {
      leaving.add(symbol);
      return;
    }
    symbols
        .global(library, symbol)
        .filter(g -> leaving.add(g.library() + " " + g.fact().symbol()))
        .ifPresent(g -> pending.push(() -> all(g.library(), g.fact().references())));
  }

  private void all(String library, List<String> references) {
    references.forEach(r -> mark(library, r));
  }
}
