package org.flexos.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.flexos.model.Compartment;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.PlacedName;

/**
 * Compartments become protection domains: each {@code intel-pku} compartment is one, all {@code
 * fcalls} compartments together are one, and with more than one there is one more for the shared
 * heap's allocator. Empty compartments take no domain and no key.
 */
final class DomainStep {
  /** Library that implements the shared heap; lives in a domain of its own. */
  static final String SHARED_HEAP_LIBRARY = "ukshared";

  static final String SHARED_HEAP_DOMAIN = "(shared-heap)";
  static final String OPEN_DOMAIN = "(fcalls)";
  private static final int NO_DOMAIN = -1;

  record Domains(List<Domain> domains, List<PlacedName> placement, List<Diagnostic> notes) {}

  private final ImageSpec image;
  private final Map<String, List<Compartment>> groups = new LinkedHashMap<>();
  private final List<Diagnostic> notes = new ArrayList<>();

  private DomainStep(ImageSpec image) {
    this.image = image;
  }

  static Domains run(ImageSpec image) {
    return new DomainStep(image).run();
  }

  private Domains run() {
    for (Compartment c : image.compartments()) {
      boolean used =
          image.libraries().stream()
              .anyMatch(l -> !l.descriptor().trusted() && l.compartment().equals(c.name()));
      if (used) {
        String name = c.driver() == DriverKind.FCALLS ? OPEN_DOMAIN : c.name();
        groups.computeIfAbsent(name, n -> new ArrayList<>()).add(c);
      }
    }
    boolean isolated = groups.size() > 1;
    var names = new ArrayList<>(groups.keySet());
    if (isolated) {
      names.add(SHARED_HEAP_DOMAIN);
    }
    var domains = new ArrayList<Domain>();
    int firstShared = firstSharedStack(names);
    for (int i = 0; i < names.size(); i++) {
      List<Compartment> members = groups.getOrDefault(names.get(i), List.of());
      boolean grouped = firstShared >= 0 && sharesStack(members);
      domains.add(
          new Domain(
              i,
              names.get(i),
              isolated ? i + 1 : 0,
              grouped ? firstShared : i,
              members.stream().map(Compartment::name).toList(),
              capabilities(names.get(i), members)));
    }
    return new Domains(domains, placement(names, isolated), notes);
  }

  private static boolean sharesStack(List<Compartment> members) {
    return !members.isEmpty()
        && members.stream().allMatch(c -> c.driver() == DriverKind.INTEL_PKU && c.sharedStack());
  }

  /** Index of the first member of a stack group of at least two, or -1. */
  private int firstSharedStack(List<String> names) {
    int first = -1;
    int count = 0;
    for (int i = 0; i < names.size(); i++) {
      if (sharesStack(groups.getOrDefault(names.get(i), List.of()))) {
        count++;
        first = first < 0 ? i : first;
      }
    }
    if (count == 1) {
      notes.add(
          PlanNotes.note(
              "noisolstack on '"
                  + names.get(first)
                  + "' has no effect: no other compartment of the image has it, so no two can share"
                  + " a stack"));
    }
    return count > 1 ? first : -1;
  }

  private List<Capability> capabilities(String name, List<Compartment> members) {
    var all = new TreeSet<Capability>();
    for (PlacedLibrary library : image.libraries()) {
      boolean here =
          name.equals(SHARED_HEAP_DOMAIN)
              ? library.name().equals(SHARED_HEAP_LIBRARY)
              : !library.name().equals(SHARED_HEAP_LIBRARY)
                  && members.stream().anyMatch(c -> c.name().equals(library.compartment()));
      if (here && !library.descriptor().trusted()) {
        all.addAll(library.descriptor().capabilities());
      }
    }
    return List.copyOf(all);
  }

  private List<PlacedName> placement(List<String> names, boolean isolated) {
    var placed = new ArrayList<PlacedName>();
    for (PlacedLibrary library : image.libraries()) {
      if (library.descriptor().trusted()) {
        placed.add(new PlacedName(library.name(), "", NO_DOMAIN));
      } else if (library.name().equals(SHARED_HEAP_LIBRARY) && isolated) {
        placed.add(new PlacedName(library.name(), SHARED_HEAP_DOMAIN, names.size() - 1));
      } else {
        placed.add(
            new PlacedName(
                library.name(), library.compartment(), names.indexOf(domainName(library))));
      }
    }
    return placed;
  }

  private String domainName(PlacedLibrary library) {
    Compartment c = image.compartment(library.compartment());
    return c.driver() == DriverKind.FCALLS ? OPEN_DOMAIN : c.name();
  }
}
