package org.flexos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.Linkage;

/**
 * A random image that plans without errors: every mention is defined once, and functions declared
 * direct mention nothing. The same seed gives the same image.
 */
final class RandomImage {
  private static final List<String> ALLOCATORS =
      List.of("malloc", "calloc", "realloc", "free", "posix_memalign", "flexos_malloc_whitelist");

  private final Random random;
  private final TestImage image;
  private final List<TestLibrary> libraries = new ArrayList<>();

  private RandomImage(long seed) {
    random = new Random(seed);
    var compartments = new ArrayList<Compartment>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      compartments.add(
          new Compartment(
              i,
              "comp" + i,
              chance(70) ? DriverKind.INTEL_PKU : DriverKind.FCALLS,
              i == 0,
              chance(40),
              pick(List.of(GateVariant.FULL, GateVariant.STRICT)),
              pick(List.of(StackSharing.values())),
              pick(List.of(HeapSharing.values()))));
    }
    image = new TestImage(compartments.toArray(new Compartment[0]));
  }

  static TestImage of(long seed) {
    return new RandomImage(seed).build();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private TestImage build() {
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      define(i == 0 ? "app" : "lib" + i);
    }
    libraries.forEach(this::fill);
    libraries.forEach(this::initialise);
    libraries.forEach(this::sendAddresses);
    image.boot.calls(Planner.BOOT, "app_0");
    libraries.forEach(
        l -> {
          if (chance(50)) {
            image.boot.calls(Planner.BOOT, l.name + "_0");
          }
        });
    return image;
  }

  private void define(String name) {
    TestLibrary library = image.library(name, pick(image.compartments).name());
    int functions = 1 + random.nextInt(4);
    for (int i = 0; i < functions; i++) {
      boolean exported = i == 0 || chance(60);
      library.function(name + "_" + i, exported ? Linkage.EXPORTED : Linkage.LOCAL);
    }
    if (chance(30)) {
      library.exports(name + "_pure").declaresDirect(name + "_pure");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      String variable = name + "_v" + i;
      library.variable(variable, Linkage.EXPORTED, chance(20), chance(20));
      if (chance(40)) {
        library.mayBeShared.add(variable);
      }
      if (chance(20)) {
        image.sharedGlobals.add(name + ":" + variable);
      }
    }
    libraries.add(library);
  }

  private void fill(TestLibrary library) {
    for (String function : List.copyOf(library.references.keySet())) {
      if (!library.direct.contains(function)) {
        for (int i = random.nextInt(6); i > 0; i--) {
          mention(library, function);
        }
        library.parameterFlow(function, flow(library, function));
      }
    }
  }

  /** Tables of functions, and of variables: rings among them, too. */
  private void initialise(TestLibrary library) {
    for (GlobalFact variable : List.copyOf(library.globals)) {
      for (int i = random.nextInt(3); i > 0; i--) {
        if (chance(70)) {
          library.holdsFunction(variable.symbol(), pick(library.exported()));
        } else {
          library.holds(variable.symbol(), pick(library.globals).symbol());
        }
      }
    }
  }

  /** Some of what the library takes the address of goes somewhere, as far as any function sees. */
  private void sendAddresses(TestLibrary library) {
    var symbols = new TreeSet<String>();
    library.entries.forEach(e -> symbols.add(e.symbol()));
    library.globals.forEach(g -> symbols.add(g.symbol()));
    for (String symbol : symbols) {
      if (chance(60)) {
        var callees = new TreeSet<String>();
        for (String function : ordinary(library)) {
          callees.addAll(flow(library, function).callees());
        }
        callees.removeIf(c -> chance(60));
        var variables = new ArrayList<String>();
        TestLibrary other = pick(libraries);
        if (!other.globals.isEmpty() && chance(30)) {
          variables.add(pick(other.globals).symbol());
        }
        library.addressGoes(
            symbol, new Flow(List.copyOf(callees), chance(20), chance(15)), variables);
      }
    }
  }

  private void mention(TestLibrary library, String function) {
    TestLibrary other = pick(libraries);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> call(library, function, other);
      case 3 -> library.mentions(function, pick(ordinary(library)));
      case 4 -> library.takesAddress(function, pick(other.exported()));
      case 5 ->
          library.stackVariable(function, "v" + random.nextInt(1000), flow(library, function));
      case 6 -> library.allocates(function, pick(ALLOCATORS), flow(library, function));
      default -> {
        if (!other.globals.isEmpty()) {
          library.mentions(function, pick(other.globals).symbol());
        } else {
          library.calls(function, "nowhere_" + library.name, true);
        }
      }
    }
  }

  private void call(TestLibrary library, String function, TestLibrary other) {
    if (other != library) {
      library.calls(function, pick(other.exported()));
    }
  }

  private static List<String> ordinary(TestLibrary library) {
    return library.references.keySet().stream().filter(f -> !library.direct.contains(f)).toList();
  }

  /** A pointer goes to calls that the function makes, and sometimes to memory. */
  private Flow flow(TestLibrary library, String function) {
    var callees = new ArrayList<String>();
    for (String mentioned : library.references.get(function)) {
      boolean callable =
          mentioned.startsWith(LateSymbols.CALL) || library.references.containsKey(mentioned);
      if (callable && chance(40)) {
        callees.add(mentioned + "#" + (chance(90) ? 0 : 1));
      }
    }
    return new Flow(callees, chance(10), chance(10));
  }
}
