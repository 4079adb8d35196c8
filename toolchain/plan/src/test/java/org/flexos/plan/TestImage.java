package org.flexos.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;

/**
 * An image of test libraries. Has what every image has: ukboot, whose ukboot_entry is the root, and
 * the private and the shared heap.
 */
final class TestImage {
  static final List<String> HEAP_OPERATIONS =
      List.of("malloc", "calloc", "realloc", "free", "memalign", "posix_memalign");

  final List<Compartment> compartments = new ArrayList<>();
  final List<TestLibrary> libraries = new ArrayList<>();
  final List<String> sharedSites = new ArrayList<>();
  final List<String> sharedGlobals = new ArrayList<>();
  final TestLibrary boot;

  /** The first compartment is the default: boot and heaps live there. */
  TestImage(Compartment... compartments) {
    this.compartments.addAll(List.of(compartments));
    String home = compartments[0].name();
    boot = library("ukboot", home).exports(Planner.BOOT);
    TestLibrary heap = library("ukalloc", home);
    HEAP_OPERATIONS.forEach(o -> heap.exports("uk_heap_" + o));
    TestLibrary shared = library("ukshared", home);
    HEAP_OPERATIONS.stream()
        .filter(o -> !o.equals("posix_memalign"))
        .forEach(o -> shared.exports("uk_shared_" + o));
  }

  static Compartment pku(String name) {
    return compartment(name, DriverKind.INTEL_PKU, false, GateVariant.STRICT);
  }

  static Compartment fcalls(String name) {
    return compartment(name, DriverKind.FCALLS, false, GateVariant.STRICT);
  }

  static Compartment compartment(
      String name, DriverKind driver, boolean sharedStack, GateVariant gate) {
    return new Compartment(
        0, name, driver, false, sharedStack, gate, StackSharing.DSS, HeapSharing.SITES);
  }

  TestLibrary library(String name, String compartment) {
    var library = new TestLibrary(name, compartment);
    libraries.add(library);
    return library;
  }

  Compartment compartmentOf(String library) {
    String name =
        libraries.stream()
            .filter(l -> l.name.equals(library))
            .findFirst()
            .orElseThrow()
            .compartment;
    return compartments.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  ImageSpec spec() {
    var placed =
        libraries.stream()
            .sorted(Comparator.comparing((TestLibrary l) -> l.name))
            .map(l -> new PlacedLibrary(l.descriptor(), l.compartment, new TreeSet<>(), List.of()))
            .toList();
    return new ImageSpec("app", compartments, placed, sharedSites, sharedGlobals);
  }

  SortedMap<String, LibraryFacts> facts() {
    var facts = new TreeMap<String, LibraryFacts>();
    libraries.forEach(l -> facts.put(l.name, l.facts()));
    return facts;
  }

  Plan plan() {
    return plan(symbol -> List.of());
  }

  Plan plan(Function<String, List<String>> providers) {
    return Planner.plan(spec(), facts(), providers);
  }

  /**
   * The same libraries with other compartments: each library moves to {@code where.get(its own)}.
   */
  TestImage moved(List<Compartment> compartments, Map<String, String> where) {
    var moved = new TestImage(compartments.toArray(new Compartment[0]));
    moved.libraries.clear();
    for (TestLibrary l : libraries) {
      moved.libraries.add(l.movedTo(where.get(l.compartment)));
    }
    moved.sharedSites.addAll(sharedSites);
    moved.sharedGlobals.addAll(sharedGlobals);
    return moved;
  }

  static <T extends Binding> List<T> bindings(Plan plan, Class<T> kind) {
    return plan.bindings().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
