package org.flexos.plan;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.plan.LivenessStep.Use;
import org.flexos.plan.SymbolTable.Defined;

/**
 * Closes pointer flows over the whole image: may this pointer be used with the rights of another
 * domain? Follows it into functions of the same domain and into functions declared direct, which
 * run with the caller's rights.
 */
final class FlowStep {
  private final SymbolTable symbols;
  private final Map<String, Use<CallFact>> calls;
  private final Map<String, Integer> domainOf;
  private final Set<String> direct;

  FlowStep(
      SymbolTable symbols,
      Map<String, Use<CallFact>> calls,
      Map<String, Integer> domainOf,
      Set<String> direct) {
    this.symbols = symbols;
    this.calls = calls;
    this.domainOf = domainOf;
    this.direct = direct;
  }

  /**
   * How a pointer leaves its domain.
   *
   * @param variadic what it is a variable argument of; empty: it leaves otherwise
   */
  record Leave(String why, Optional<String> variadic) {
    static Optional<Leave> because(String why) {
      return Optional.of(new Leave(why, Optional.empty()));
    }
  }

  /** Why the pointer can leave the domain, in words; empty when it cannot. */
  Optional<Leave> leaves(String library, Flow flow, boolean escapesCount) {
    return leaves(library, domainOf.get(library), flow, escapesCount, new HashSet<>());
  }

  private Optional<Leave> leaves(
      String library, int domain, Flow flow, boolean escapesCount, Set<String> visited) {
    for (String callee : flow.callees()) {
      int hash = callee.lastIndexOf('#');
      String symbol = callee.substring(0, hash);
      int argument = Integer.parseInt(callee.substring(hash + 1));
      Optional<Leave> reason = follow(library, domain, symbol, argument, escapesCount, visited);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return escapesCount && flow.escapes()
        ? Leave.because("is stored where others may read it")
        : Optional.empty();
  }

  private Optional<Leave> follow(
      String library,
      int domain,
      String symbol,
      int argument,
      boolean escapesCount,
      Set<String> visited) {
    if (symbol.startsWith(LateSymbols.ALLOCATION)) {
      return Optional.empty();
    }
    Optional<Defined<FunctionFact>> target = resolve(library, symbol);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    String name = target.get().fact().symbol();
    boolean runsHere =
        direct.contains(name) || domainOf.getOrDefault(target.get().library(), -1) == domain;
    if (!runsHere) {
      return Optional.of(
          new Leave(
              "is passed to " + target.get().library() + "'s " + name,
              target.get().fact().shape().variadic()
                      && argument >= target.get().fact().parameters().size()
                  ? Optional.of(target.get().library() + "'s " + name)
                  : Optional.empty()));
    }
    if (!visited.add(target.get().library() + " " + name + "#" + argument)) {
      return Optional.empty();
    }
    var parameters = target.get().fact().parameters();
    if (argument >= parameters.size()) {
      return escapesCount ? Leave.because("is a variable argument of " + name) : Optional.empty();
    }
    return leaves(target.get().library(), domain, parameters.get(argument), escapesCount, visited);
  }

  private Optional<Defined<FunctionFact>> resolve(String library, String symbol) {
    if (symbol.startsWith(LateSymbols.CALL)) {
      var call = calls.get(symbol);
      return call == null ? Optional.empty() : symbols.exportedFunction(call.fact().target());
    }
    return symbols.function(library, symbol);
  }
}
