package org.flexos.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.config.KraftSpec.CompartmentSpec;
import org.flexos.config.KraftSpec.LibrarySpec;
import org.flexos.model.Compartment;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.SourceLocation;

/** Makes a checked image of what was read: needed libraries come in, defaults are filled in. */
final class ImageResolver {
  /**
   * Sixteen keys: one for immutable memory, one for what is shared; 14 for domains (Intel SDM
   * volume 3A, section 4.6.2).
   */
  private static final int KEYS = 14;

  private final KraftSpec spec;
  private final LibraryCatalog catalog;
  private final Optional<String> driverOverride;
  private final List<Diagnostic> findings = new ArrayList<>();
  private final Map<String, LibrarySpec> listed = new LinkedHashMap<>();
  private final Map<String, LibraryDescriptor> included = new TreeMap<>();
  private final Map<String, String> placement = new HashMap<>();

  ImageResolver(KraftSpec spec, Optional<String> driverOverride, LibraryCatalog catalog) {
    this.spec = spec;
    this.driverOverride = driverOverride;
    this.catalog = catalog;
  }

  List<Diagnostic> findings() {
    return findings;
  }

  /** Empty when a finding is an error. */
  Optional<ImageSpec> resolve() {
    List<Compartment> compartments =
        new CompartmentResolver(spec, driverOverride, findings).resolve();
    spec.libraries().forEach(l -> listed.put(l.name(), l));
    var options = new OptionTable(catalog, findings);
    included.putAll(new Inclusion(spec, catalog, findings).resolve(options));
    if (hasErrors()) {
      return Optional.empty();
    }
    place(compartments);
    checkTogether();
    checkUse(compartments);
    List<PlacedLibrary> libraries =
        included.values().stream()
            .map(
                d ->
                    new PlacedLibrary(
                        d,
                        d.trusted() ? "" : placement.get(d.name()),
                        hardening(d),
                        options.definesOf(d.name())))
            .toList();
    checkShared("sharing.globals", spec.sharedGlobals());
    checkShared("sharing.sites", spec.sharedSites());
    return hasErrors()
        ? Optional.empty()
        : Optional.of(
            new ImageSpec(
                spec.name(),
                compartments,
                libraries,
                spec.sharedSites().stream().map(Yaml.Item::text).toList(),
                spec.sharedGlobals().stream().map(Yaml.Item::text).toList()));
  }

  private boolean hasErrors() {
    return findings.stream().anyMatch(f -> f.severity() == Diagnostic.Severity.ERROR);
  }

  /** Those that say so where they say, their companions with them, all others in the default. */
  private void place(List<Compartment> compartments) {
    List<String> names = compartments.stream().map(Compartment::name).toList();
    for (LibrarySpec l : listed.values()) {
      if (l.compartment().isEmpty()) {
        continue;
      }
      String compartment = l.compartment().get();
      if (included.get(l.name()).trusted()) {
        error(
            l.compartmentWhere(),
            "'"
                + l.name()
                + "' is part of the trusted base and cannot be in a compartment; drop"
                + " this line");
      } else if (!names.contains(compartment)) {
        error(
            l.compartmentWhere(),
            "compartment '"
                + compartment
                + "' is not declared"
                + Nearest.suggestion(compartment, names)
                + " (declared: "
                + String.join(", ", names)
                + ")");
      }
      placement.put(l.name(), compartment);
    }
    for (LibraryDescriptor d : included.values()) {
      for (String other : d.placedWith()) {
        follow(d.name(), other);
        follow(other, d.name());
      }
    }
    String otherwise =
        compartments.stream().filter(Compartment::isDefault).findFirst().orElseThrow().name();
    included.keySet().forEach(name -> placement.putIfAbsent(name, otherwise));
  }

  private void follow(String library, String other) {
    if (placement.containsKey(other)) {
      placement.putIfAbsent(library, placement.get(other));
    }
  }

  private void checkTogether() {
    for (LibraryDescriptor d : included.values()) {
      for (String other : d.placedWith()) {
        if (included.containsKey(other) && !placement.get(other).equals(placement.get(d.name()))) {
          LibrarySpec written = listed.getOrDefault(d.name(), listed.get(other));
          error(
              written.compartmentWhere(),
              "'"
                  + d.name()
                  + "' (in '"
                  + placement.get(d.name())
                  + "') and '"
                  + other
                  + "' (in '"
                  + placement.get(other)
                  + "') must be in one compartment: they share their data"
                  + " structures");
        }
      }
    }
  }

  private void checkUse(List<Compartment> compartments) {
    var used = new ArrayList<Compartment>();
    for (Compartment c : compartments) {
      boolean isUsed =
          included.values().stream()
              .anyMatch(d -> !d.trusted() && placement.get(d.name()).equals(c.name()));
      if (isUsed) {
        used.add(c);
      } else {
        SourceLocation where =
            spec.compartments().isEmpty()
                ? spec.where()
                : spec.compartments().get(c.index()).where();
        findings.add(
            Diagnostic.warning(
                where, "compartment '" + c.name() + "' is declared, but no library is in it"));
      }
    }
    long isolated = used.stream().filter(c -> c.driver() == DriverKind.INTEL_PKU).count();
    boolean open = used.stream().anyMatch(c -> c.driver() == DriverKind.FCALLS);
    boolean grouped =
        used.stream().filter(c -> c.driver() == DriverKind.INTEL_PKU && c.sharedStack()).count()
            > 1;
    // One for all fcalls compartments together, one for the shared heap, one for shared stacks.
    long needed = isolated + (open ? 1 : 0) + 1 + (grouped ? 1 : 0);
    if (isolated + (open ? 1 : 0) > 1 && needed > KEYS) {
      CompartmentSpec last = spec.compartments().get(used.get(used.size() - 1).index());
      error(
          last.where(),
          "too many isolated compartments: this image needs "
              + needed
              + " protection keys ("
              + isolated
              + " for intel-pku compartments"
              + (open ? ", 1 for those with fcalls" : "")
              + ", 1 for the shared heap"
              + (grouped ? ", 1 for shared stacks" : "")
              + "), the CPU has "
              + KEYS
              + " to give; merge some compartments");
    }
  }

  private SortedSet<Hardening> hardening(LibraryDescriptor descriptor) {
    var result = new TreeSet<Hardening>();
    LibrarySpec l = listed.get(descriptor.name());
    if (l == null || l.hardening().isEmpty()) {
      return result;
    }
    if (descriptor.trusted() && !l.hardening().get().isEmpty()) {
      error(
          l.hardeningWhere(),
          "'" + l.name() + "' is part of the trusted base, which has no hardening variants");
    }
    List<String> names = Arrays.stream(Hardening.values()).map(Hardening::yamlName).toList();
    for (Yaml.Item item : l.hardening().get()) {
      int index = names.indexOf(item.text());
      if (index < 0) {
        error(item.where(), Nearest.unknown("hardening", item.text(), names));
      } else {
        result.add(Hardening.values()[index]);
      }
    }
    return result;
  }

  /** Items have the form {@code library:name}; the library must be there. */
  private void checkShared(String key, List<Yaml.Item> items) {
    for (Yaml.Item item : items) {
      int colon = item.text().indexOf(':');
      if (colon < 0) {
        error(item.where(), key + ": '" + item.text() + "' must have the form library:name");
      } else if (!included.containsKey(item.text().substring(0, colon))) {
        String library = item.text().substring(0, colon);
        error(item.where(), key + ": " + Nearest.unknown("library", library, included.keySet()));
      }
    }
  }

  private void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }
}
