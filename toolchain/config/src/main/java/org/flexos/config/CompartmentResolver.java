package org.flexos.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flexos.config.KraftSpec.CompartmentSpec;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.SourceLocation;

/** Checks the compartments by themselves; which libraries are in them is not known here. */
final class CompartmentResolver {
  /** The one compartment of a kraft.yaml that declares none. */
  static final String IMPLICIT = "default";

  private final KraftSpec spec;
  private final Optional<String> driverOverride;
  private final List<Diagnostic> findings;

  CompartmentResolver(KraftSpec spec, Optional<String> driverOverride, List<Diagnostic> findings) {
    this.spec = spec;
    this.driverOverride = driverOverride;
    this.findings = findings;
  }

  List<Compartment> resolve() {
    driverOverride.ifPresent(name -> driver(name, new SourceLocation("--driver", 0, 0)));
    if (spec.compartments().isEmpty()) {
      DriverKind driver = driverOverride.flatMap(DriverKind::named).orElse(DriverKind.FCALLS);
      return List.of(
          new Compartment(
              0,
              IMPLICIT,
              driver,
              true,
              false,
              GateVariant.STRICT,
              StackSharing.PRIVATE,
              HeapSharing.PRIVATE));
    }
    checkNames();
    checkDefault();
    var result = new ArrayList<Compartment>();
    for (CompartmentSpec c : spec.compartments()) {
      result.add(compartment(result.size(), c));
    }
    return result;
  }

  private void checkNames() {
    Map<String, SourceLocation> seen = new HashMap<>();
    for (CompartmentSpec c : spec.compartments()) {
      SourceLocation first = seen.putIfAbsent(c.name(), c.where());
      if (first != null) {
        error(
            c.where(),
            "compartment '"
                + c.name()
                + "' is declared twice (first at line "
                + first.line()
                + "); rename or drop one");
      }
    }
  }

  private void checkDefault() {
    List<CompartmentSpec> defaults =
        spec.compartments().stream().filter(CompartmentSpec::isDefault).toList();
    if (defaults.isEmpty()) {
      error(
          spec.compartments().get(0).where(),
          "no compartment is the default: write 'default: true' in the one that takes the libraries"
              + " without a compartment");
    }
    for (CompartmentSpec second : defaults.stream().skip(1).toList()) {
      error(
          second.where(),
          "two default compartments: '"
              + defaults.get(0).name()
              + "' and '"
              + second.name()
              + "'; leave 'default: true' in one of them");
    }
  }

  private Compartment compartment(int index, CompartmentSpec c) {
    Optional<DriverKind> written =
        c.driver().isEmpty() ? Optional.empty() : driver(c.driver(), c.driverWhere());
    return new Compartment(
        index,
        c.name(),
        driverOverride.flatMap(DriverKind::named).or(() -> written).orElse(DriverKind.FCALLS),
        c.isDefault(),
        c.noIsolatedStack(),
        gate(c),
        stack(c),
        choice("sharing of heaps", c.heap(), HeapSharing.values(), HeapSharing.PRIVATE));
  }

  private Optional<DriverKind> driver(String name, SourceLocation where) {
    Optional<DriverKind> driver = DriverKind.named(name);
    if (driver.isEmpty()) {
      error(where, Nearest.unknown("driver", name, DriverKind.names()));
    }
    return driver;
  }

  private GateVariant gate(CompartmentSpec c) {
    if (c.gate().filter(g -> g.text().equals("light")).isPresent()) {
      error(
          c.gate().get().where(),
          "gate 'light' is not chosen by name: write 'noisolstack: true' in both compartments");
      return GateVariant.STRICT;
    }
    return choice(
        "gate",
        c.gate(),
        new GateVariant[] {GateVariant.FULL, GateVariant.STRICT},
        GateVariant.STRICT);
  }

  private StackSharing stack(CompartmentSpec c) {
    if (c.stack().filter(s -> s.text().equals("shared")).isPresent()) {
      error(
          c.stack().get().where(),
          "whole stacks are not shared by 'sharing': write 'noisolstack: true' under 'mechanism' in"
              + " both compartments, which gives light gates");
      return StackSharing.PRIVATE;
    }
    return choice("sharing of stacks", c.stack(), StackSharing.values(), StackSharing.PRIVATE);
  }

  private <E extends Enum<E>> E choice(
      String what, Optional<Yaml.Item> written, E[] values, E otherwise) {
    if (written.isEmpty()) {
      return otherwise;
    }
    List<String> names = Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(written.get().text());
    if (index < 0) {
      error(written.get().where(), Nearest.unknown(what, written.get().text(), names));
      return otherwise;
    }
    return values[index];
  }

  private void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }
}
