package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.flexos.explore.space.Rule;
import org.flexos.explore.space.Space;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.Hardening;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/** Makes the space that an {@code explore.yaml} describes, or says what is wrong with it. */
final class AppSpace {
  private final ExploreSpec spec;
  private final List<Diagnostic> findings = new ArrayList<>();

  private AppSpace(ExploreSpec spec) {
    this.spec = spec;
  }

  /**
   * @throws UserErrorException every finding; or the space is empty
   */
  static Space of(ExploreSpec spec) {
    return new AppSpace(spec).space();
  }

  private Space space() {
    checkComponents();
    var axes = new ArrayList<Axis>();
    spec.components().forEach(c -> axes.add(hardening(c)));
    for (Axis declared : SafetyOrders.all()) {
      axes.add(axis(declared));
    }
    fail();
    var space = new Space(spec.components(), groups(), axes, true, rules(axes));
    if (space.least().isEmpty()) {
      throw new UserErrorException(
          spec.file()
              + ": the space is empty: its rules contradict each other ("
              + String.join("; ", space.rules().stream().map(Rule::text).toList())
              + "); light gates mean shared stacks, and shared stacks light gates");
    }
    return space;
  }

  private void checkComponents() {
    if (spec.components().isEmpty()) {
      error(spec.at("components"), "'components' is empty");
    }
    if (new LinkedHashSet<>(spec.components()).size() < spec.components().size()) {
      error(spec.at("components"), "a component stands in 'components' twice");
    }
    spec.together().forEach(g -> g.forEach(c -> known(c, "together")));
    spec.apart().forEach(g -> g.forEach(c -> known(c, "apart")));
    for (List<String> pair : spec.apart()) {
      if (pair.size() != 2) {
        error(spec.at("apart"), "an item of 'apart' is a pair of components: [a, b]");
      }
    }
    fail();
    List<Integer> groupOf = groups();
    for (List<String> pair : spec.apart()) {
      if (groupOf.get(index(pair.get(0))).equals(groupOf.get(index(pair.get(1))))) {
        error(
            spec.at("apart"),
            "'"
                + pair.get(0)
                + "' and '"
                + pair.get(1)
                + "' are to be apart, and 'together' joins them");
      }
    }
  }

  private void known(String component, String key) {
    if (!spec.components().contains(component)) {
      error(
          spec.at(key),
          "'"
              + component
              + "' in '"
              + key
              + "' is no component (components: "
              + String.join(", ", spec.components())
              + ")");
    }
  }

  private int index(String component) {
    return spec.components().indexOf(component);
  }

  /** Numbers groups in the order of their first component. */
  private List<Integer> groups() {
    var label = new ArrayList<Integer>();
    for (int i = 0; i < spec.components().size(); i++) {
      label.add(i);
    }
    for (List<String> group : spec.together()) {
      for (String member : group) {
        int from = label.get(index(member));
        int to = label.get(index(group.get(0)));
        label.replaceAll(l -> l == from ? to : l);
      }
    }
    List<Integer> distinct = label.stream().distinct().toList();
    return label.stream().map(distinct::indexOf).toList();
  }

  private Axis hardening(String component) {
    List<String> names = spec.hardening().get(component);
    var sets = new ArrayList<SortedSet<String>>();
    names.forEach(n -> sets.add(hardenings(n, component)));
    if (names.isEmpty() || new LinkedHashSet<>(sets).size() < sets.size()) {
      error(
          spec.at("hardening " + component),
          "the hardening of '" + component + "' needs at least one set, and none twice");
      return Axis.subsets("hardening of " + component, List.of());
    }
    return new Axis(
        "hardening of " + component,
        names,
        FinitePoset.of(names.size(), (a, b) -> sets.get(b).containsAll(sets.get(a))),
        List.of("more hardening is safer: each check only adds"));
  }

  private SortedSet<String> hardenings(String name, String component) {
    var set = new TreeSet<>(members(name));
    set.removeAll(Arrays.stream(Hardening.values()).map(Hardening::yamlName).toList());
    for (String unknown : set) {
      error(
          spec.at("hardening " + component),
          "unknown hardening '"
              + unknown
              + "' (allowed: none, all, "
              + String.join(", ", members("all"))
              + ", and these joined by +)");
    }
    return new TreeSet<>(members(name));
  }

  /** The hardenings that a set's name stands for. */
  static List<String> members(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "all" -> Arrays.stream(Hardening.values()).map(Hardening::yamlName).toList();
      default -> List.of(name.split("\\+"));
    };
  }

  private Axis axis(Axis declared) {
    List<String> wanted = spec.axes().get(declared.name());
    List<String> allowed =
        declared.name().equals("driver")
            ? declared.values().stream().filter(DriverKind.names()::contains).toList()
            : declared.values();
    for (String value : wanted) {
      if (!allowed.contains(value)) {
        error(
            spec.at(declared.name()),
            "unknown "
                + declared.name()
                + " '"
                + value
                + "' (allowed: "
                + String.join(", ", allowed)
                + ")");
        return declared;
      }
    }
    if (wanted.isEmpty()) {
      error(
          spec.at(declared.name()),
          "'" + declared.name() + "' is empty (allowed: " + String.join(", ", allowed) + ")");
      return declared;
    }
    Axis ordered = replaced(declared).orElse(declared);
    // Least values first: the baseline is made of first values.
    List<String> sorted = ordered.values().stream().filter(wanted::contains).distinct().toList();
    return ordered.only(leastFirst(ordered, sorted));
  }

  private static List<String> leastFirst(Axis axis, List<String> values) {
    int[] ranks = axis.order().ranks();
    return values.stream()
        .sorted(java.util.Comparator.comparingInt(v -> ranks[axis.values().indexOf(v)]))
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
      String[] sides = text.split("\\s*<\\s*");
      for (int i = 0; i + 1 < sides.length; i++) {
        above.add(new Axis.Above(sides[i].strip(), sides[i + 1].strip(), "the user says so"));
      }
      if (sides.length < 2
          || !declared.values().containsAll(Arrays.stream(sides).map(String::strip).toList())) {
        error(
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
      error(where, "the order goes in a circle: " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<Rule> rules(List<Axis> axes) {
    var rules = new ArrayList<Rule>();
    int first = spec.components().size();
    List<String> names = axes.stream().map(Axis::name).toList();
    int driver = names.indexOf("driver");
    int gate = names.indexOf("gate");
    int stack = names.indexOf("stack");
    int fcalls = axes.get(driver).values().indexOf("fcalls");
    int light = axes.get(gate).values().indexOf("light");
    int shared = axes.get(stack).values().indexOf("shared");
    if (fcalls >= 0) {
      rules.add(
          new Rule(
              "fcalls isolates nothing, so it goes with one compartment",
              false,
              c -> c.levels().get(driver) != fcalls || c.partition().blocks() == 1));
    }
    if (light >= 0 || shared >= 0) {
      rules.add(
          new Rule(
              "gate light goes with stack shared, and only with it",
              false,
              c -> (c.levels().get(gate) == light) == (c.levels().get(stack) == shared)));
    }
    spec.atMost()
        .ifPresent(
            most ->
                rules.add(
                    new Rule(
                        "at most " + most + " compartments",
                        true,
                        c -> c.partition().blocks() <= most)));
    List<Integer> groupOf = groups();
    for (List<String> pair : spec.apart()) {
      int a = groupOf.get(index(pair.get(0)));
      int b = groupOf.get(index(pair.get(1)));
      rules.add(
          new Rule(
              pair.get(0) + " never with " + pair.get(1),
              false,
              c -> c.partition().block(a) != c.partition().block(b)));
    }
    for (var combination : spec.forbid()) {
      rules.add(
          new Rule(
              "not " + combination,
              false,
              c ->
                  !combination.entrySet().stream()
                      .allMatch(
                          e -> {
                            int axis =
                                names.subList(first, names.size()).indexOf(e.getKey()) + first;
                            return axes.get(axis)
                                .values()
                                .get(c.levels().get(axis))
                                .equals(e.getValue());
                          })));
    }
    return rules;
  }

  private void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }

  private void fail() {
    if (!findings.isEmpty()) {
      throw new UserErrorException(findings);
    }
  }
}
