package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.DriverKind;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.GlobalFact;

/** What a plan must say, found the slow and obvious way. */
final class Oracle {
  private final TestImage image;
  private final Map<String, TestLibrary> definers = new HashMap<>();
  private final Map<String, String> callTargets = new HashMap<>();
  private final Set<String> direct = new HashSet<>();
  private final Map<String, TestLibrary> variableDefiners = new HashMap<>();
  private final Map<String, Set<String>> mentioners = new HashMap<>();

  /** Late symbols and variables mentioned by something that runs. */
  final Set<String> live = new HashSet<>();

  Oracle(TestImage image) {
    this.image = image;
    for (TestLibrary library : image.libraries) {
      library.references.keySet().forEach(f -> definers.put(f, library));
      library.globals.forEach(g -> variableDefiners.put(g.symbol(), library));
      library.calls.forEach(c -> callTargets.put(c.symbol(), c.target()));
      direct.addAll(library.direct);
    }
    markLive();
  }

  private void markLive() {
    var seen = new HashSet<String>();
    var pending = new ArrayDeque<String>(Set.of(Planner.BOOT));
    while (!pending.isEmpty()) {
      String what = pending.pop();
      if (seen.add(what)) {
        for (String mentioned : mentions(what)) {
          live.add(mentioned);
          mentioners.computeIfAbsent(mentioned, m -> new HashSet<>()).add(definerOf(what).name);
          pending.push(functionOf(mentioned));
        }
      }
    }
  }

  /** What a function's body or a variable's initialiser mentions. */
  private List<String> mentions(String what) {
    return definers.containsKey(what)
        ? definers.get(what).references.get(what)
        : variable(what).map(GlobalFact::references).orElse(List.of());
  }

  private TestLibrary definerOf(String what) {
    return definers.containsKey(what) ? definers.get(what) : variableDefiners.get(what);
  }

  Optional<GlobalFact> variable(String name) {
    return Optional.ofNullable(variableDefiners.get(name))
        .flatMap(l -> l.globals.stream().filter(g -> g.symbol().equals(name)).findFirst());
  }

  /** The library of a variable; null if nobody defines it. */
  TestLibrary variableDefiner(String name) {
    return variableDefiners.get(name);
  }

  /** Libraries in which something that runs mentions a symbol. */
  Set<String> mentioners(String symbol) {
    return mentioners.getOrDefault(symbol, Set.of());
  }

  /** What a call's late symbol calls. */
  String calledBy(String symbol) {
    return callTargets.get(symbol);
  }

  private String functionOf(String mentioned) {
    return mentioned.startsWith(LateSymbols.ENTRY)
        ? mentioned.substring(LateSymbols.ENTRY.length())
        : callTargets.getOrDefault(mentioned, mentioned);
  }

  TestLibrary definer(String function) {
    return definers.get(function);
  }

  boolean isDirect(String function) {
    return direct.contains(function);
  }

  /** What holds one set of rights, in a word: libraries with equal words do not need gates. */
  String rights(String library) {
    boolean oneOnly =
        image.libraries.stream().map(l -> rightsOfCompartment(l.name)).distinct().count() == 1;
    return library.equals("ukshared") && !oneOnly ? "(shared)" : rightsOfCompartment(library);
  }

  private String rightsOfCompartment(String library) {
    var compartment = image.compartmentOf(library);
    return compartment.driver() == DriverKind.FCALLS ? "(fcalls)" : compartment.name();
  }

  /** Whether a pointer of {@code library} can be followed with other rights: least fixed point. */
  boolean leaves(String library, Flow flow, boolean escapesCount) {
    var leaky = new HashSet<String>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TestLibrary l : image.libraries) {
        for (String function : l.references.keySet()) {
          if (leaks(rights(library), l.flowOf(function), escapesCount, leaky)) {
            grown |= leaky.add(function);
          }
        }
      }
    }
    return leaks(rights(library), flow, escapesCount, leaky);
  }

  private boolean leaks(String rights, Flow flow, boolean escapesCount, Set<String> leaky) {
    for (String callee : flow.callees()) {
      String called = callee.substring(0, callee.length() - 2);
      String function = functionOf(called);
      boolean happens = !called.startsWith(LateSymbols.CALL) || live.contains(called);
      if (!definers.containsKey(function) || !happens) {
        continue;
      }
      boolean elsewhere = !isDirect(function) && !rights(definer(function).name).equals(rights);
      boolean variadic = callee.endsWith("#1");
      if (elsewhere || (variadic ? escapesCount : leaky.contains(function))) {
        return true;
      }
    }
    return escapesCount && flow.escapes();
  }
}
