package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.CyclicOrderException;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.order.SafetyOrders;
import org.flexos.model.DriverKind;
import org.flexos.model.SourceLocation;

/** The axes of a space besides the partition: values that are on offer, and their orders. */
final class SpaceAxes {
  private final ExploreSpec spec;
  private final SpaceFindings findings;

  SpaceAxes(ExploreSpec spec, SpaceFindings findings) {
    this.spec = spec;
    this.findings = findings;
  }

  /** First a hardening for each component, in their order, then the declared axes. */
  List<Axis> all() {
    var axes = new ArrayList<Axis>();
    spec.components().forEach(c -> axes.add(hardening(c)));
    SafetyOrders.all().forEach(declared -> axes.add(axis(declared)));
    return axes;
  }

  private Axis hardening(String component) {
    List<String> names = spec.hardening().get(component);
    var sets = new ArrayList<SortedSet<String>>();
    names.forEach(n -> sets.add(hardenings(n, component)));
    if (names.isEmpty() || new LinkedHashSet<>(sets).size() < sets.size()) {
      findings.error(
          "hardening " + component,
          "the hardening of '" + component + "' needs at least one set, and none twice");
      return Axis.subsets("hardening of " + component, List.of());
    }
    var axis =
        new Axis(
            "hardening of " + component,
            names,
            FinitePoset.of(names.size(), (a, b) -> sets.get(b).containsAll(sets.get(a))),
            List.of(SafetyOrders.HARDENING));
    return axis.only(leastFirst(axis, names));
  }

  private SortedSet<String> hardenings(String name, String component) {
    var unknown = new TreeSet<>(HardeningSet.members(name));
    HardeningSet.all().forEach(unknown::remove);
    for (String one : unknown) {
      findings.error(
          "hardening " + component,
          "unknown hardening '"
              + one
              + "' (allowed: none, all, "
              + String.join(", ", HardeningSet.all())
              + ", and these joined by +)");
    }
    return new TreeSet<>(HardeningSet.members(name));
  }

  private Axis axis(Axis declared) {
    checkForbidden(declared);
    List<String> wanted = spec.axes().get(declared.name());
    List<String> allowed =
        declared.name().equals("driver")
            ? declared.values().stream().filter(DriverKind.names()::contains).toList()
            : declared.values();
    String choice = " (allowed: " + String.join(", ", allowed) + ")";
    for (String value : wanted) {
      if (!allowed.contains(value)) {
        findings.error(declared.name(), "unknown " + declared.name() + " '" + value + "'" + choice);
        return declared;
      }
    }
    if (wanted.isEmpty()) {
      findings.error(declared.name(), "'" + declared.name() + "' is empty" + choice);
      return declared;
    }
    Axis ordered = replaced(declared).orElse(declared);
    // Least values first: the baseline is made of first values.
    List<String> sorted = ordered.values().stream().filter(wanted::contains).distinct().toList();
    return ordered.only(leastFirst(ordered, sorted));
  }

  /** A value that does not exist would forbid nothing. */
  private void checkForbidden(Axis declared) {
    for (var combination : spec.forbid()) {
      String value = combination.getOrDefault(declared.name(), declared.values().get(0));
      if (!declared.values().contains(value)) {
        findings.error(
            "forbid",
            "unknown "
                + declared.name()
                + " '"
                + value
                + "' in 'forbid' (there are: "
                + String.join(", ", declared.values())
                + ")");
      }
    }
  }

  private static List<String> leastFirst(Axis axis, List<String> values) {
    int[] ranks = axis.order().ranks();
    return values.stream()
        .sorted(Comparator.comparingInt(v -> ranks[axis.values().indexOf(v)]))
        .toList();
  }

  private Optional<Axis> replaced(Axis declared) {
    List<String> texts = spec.orders().get(declared.name());
    if (texts == null) {
      return Optional.empty();
    }
    SourceLocation where = spec.at("orders " + declared.name());
    var above = new ArrayList<Axis.Above>();
    for (String text : texts) {
      List<String> sides = Arrays.stream(text.split("<")).map(String::strip).toList();
      for (int i = 0; i + 1 < sides.size(); i++) {
        above.add(new Axis.Above(sides.get(i), sides.get(i + 1), "the user says so"));
      }
      if (sides.size() < 2 || !declared.values().containsAll(sides)) {
        findings.error(
            where,
            "order '"
                + text
                + "' is not of the form 'a < b' with values of "
                + declared.name()
                + ": "
                + String.join(", ", declared.values()));
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Axis.declared(declared.name(), declared.values(), above));
    } catch (CyclicOrderException e) {
      findings.error(where, "the order goes in a circle: " + e.getMessage());
      return Optional.empty();
    }
  }
}
