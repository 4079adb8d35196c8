package org.flexos.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flexos.model.Compartment;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.model.Plan.Wrapped;

/** Adds up, compartment by compartment, what every other compartment can read and change. */
final class SharedTotals {
  private final ImageSpec image;
  private final List<Domain> domains;
  private final LivenessStep live;
  private final Set<String> shared = new HashSet<>();

  SharedTotals(ImageSpec image, List<Domain> domains, LivenessStep live, List<Binding> bindings) {
    this.image = image;
    this.domains = domains;
    this.live = live;
    for (Binding b : bindings) {
      boolean isShared =
          b instanceof Shadow s && s.shared()
              || b instanceof Allocate a && a.shared()
              || b instanceof Wrapped w && w.shared();
      if (isShared) {
        shared.add(b.symbol());
      }
    }
  }

  /** One sentence for each compartment that is isolated from another. */
  List<Diagnostic> notes(List<SharedGlobal> globals) {
    var notes = new ArrayList<Diagnostic>();
    if (domains.size() < 2) {
      return notes;
    }
    for (Compartment c : image.compartments()) {
      List<String> libraries =
          image.libraries().stream()
              .filter(l -> l.compartment().equals(c.name()) && !l.descriptor().trusted())
              .map(PlacedLibrary::name)
              .toList();
      if (!libraries.isEmpty()) {
        notes.add(PlanNotes.note(sentence(c, libraries, globals)));
      }
    }
    return notes;
  }

  private String sentence(Compartment c, List<String> libraries, List<SharedGlobal> globals) {
    var variables =
        live.shadows.entrySet().stream()
            .filter(e -> shared.contains(e.getKey()) && libraries.contains(e.getValue().library()))
            .map(Map.Entry::getValue)
            .toList();
    long bytes = variables.stream().mapToLong(v -> v.fact().size()).sum();
    long sites =
        live.allocations.entrySet().stream()
            .filter(e -> shared.contains(e.getKey()) && libraries.contains(e.getValue().library()))
            .count();
    var mine = globals.stream().filter(g -> libraries.contains(g.library())).toList();
    boolean light =
        domains.stream()
            .filter(d -> d.compartments().contains(c.name()))
            .anyMatch(
                d ->
                    domains.stream()
                        .anyMatch(o -> o.index() != d.index() && o.stackGroup() == d.stackGroup()));
    return "compartment '"
        + c.name()
        + "' shares "
        + (light ? "its whole stacks with those that have noisolstack, " : "")
        + number(variables.size(), "stack variable")
        + " ("
        + bytes
        + " bytes), "
        + number(sites, "allocation site")
        + ", "
        + number(mine.size(), "global")
        + " ("
        + mine.stream().mapToLong(SharedGlobal::size).sum()
        + " bytes)";
  }

  private static String number(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
