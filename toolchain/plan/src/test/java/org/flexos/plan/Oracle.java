package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.flexos.model.DriverKind;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;

/** What a plan must say, found the slow and obvious way. */
final class Oracle {
  private final TestImage image;
  private final Map<String, TestLibrary> definers = new HashMap<>();
  private final Map<String, String> callTargets = new HashMap<>();
  private final Set<String> direct = new HashSet<>();

  /** Late symbols and variables mentioned by something that runs. */
  final Set<String> live = new HashSet<>();

  Oracle(TestImage image) {
    this.image = image;
    for (TestLibrary library : image.libraries) {
      library.references.keySet().forEach(f -> definers.put(f, library));
      library.calls.forEach(c -> callTargets.put(c.symbol(), c.target()));
      direct.addAll(library.direct);
    }
    markLive();
  }

  private void markLive() {
    var seen = new HashSet<String>();
    var pending = new ArrayDeque<String>(Set.of(Planner.BOOT));
    while (!pending.isEmpty()) {
      String function = pending.pop();
      if (seen.add(function) && definers.containsKey(function)) {
        for (String mentioned : definers.get(function).references.get(function)) {
          live.add(mentioned);
          pending.push(functionOf(mentioned));
        }
      }
    }
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
      String function = functionOf(callee.substring(0, callee.length() - 2));
      if (!definers.containsKey(function)) {
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
