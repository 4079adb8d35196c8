package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.order.Axis;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Rule;

/** What a space leaves out: combinations that no image can have, and those the user forbids. */
final class SpaceRules {
  private final ExploreSpec spec;
  private final List<Integer> groupOf;
  private final List<Axis> axes;

  /**
   * @param groupOf for each component its group
   */
  SpaceRules(ExploreSpec spec, List<Integer> groupOf, List<Axis> axes) {
    this.spec = spec;
    this.groupOf = groupOf;
    this.axes = axes;
  }

  List<Rule> all() {
    var rules = new ArrayList<Rule>();
    if (offers("driver", "fcalls")) {
      rules.add(
          new Rule(
              "fcalls isolates nothing, so it goes with one compartment",
              false,
              c -> !has(c, "driver", "fcalls") || c.partition().blocks() == 1));
    }
    if (offers("gate", "light") || offers("stack", "shared")) {
      rules.add(
          new Rule(
              "gate light goes with stack shared, and only with it",
              false,
              c -> has(c, "gate", "light") == has(c, "stack", "shared")));
    }
    spec.atMost()
        .ifPresent(
            most ->
                rules.add(
                    new Rule(
                        "at most " + most + " compartments",
                        true,
                        c -> c.partition().blocks() <= most)));
    spec.apart().forEach(pair -> rules.add(apart(pair.get(0), pair.get(1))));
    spec.forbid().forEach(combination -> rules.add(not(combination)));
    return rules;
  }

  private Rule apart(String one, String other) {
    int a = groupOf.get(spec.components().indexOf(one));
    int b = groupOf.get(spec.components().indexOf(other));
    return new Rule(
        one + " never with " + other, false, c -> c.partition().block(a) != c.partition().block(b));
  }

  private Rule not(Map<String, String> combination) {
    return new Rule(
        "not " + combination,
        false,
        c -> !combination.entrySet().stream().allMatch(e -> has(c, e.getKey(), e.getValue())));
  }

  private int axis(String name) {
    return axes.stream().map(Axis::name).toList().lastIndexOf(name);
  }

  private boolean offers(String axis, String value) {
    return axes.get(axis(axis)).values().contains(value);
  }

  private boolean has(Configuration c, String axis, String value) {
    int at = axis(axis);
    return axes.get(at).values().get(c.levels().get(at)).equals(value);
  }
}
