package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.order.Axis;
import org.flexos.explore.space.Rule;
import org.flexos.explore.space.Space;
import org.flexos.model.UserErrorException;

/** Makes the space that an {@code explore.yaml} describes, or says what is wrong with it. */
final class AppSpace {
  private final ExploreSpec spec;
  private final SpaceFindings findings;

  private AppSpace(ExploreSpec spec) {
    this.spec = spec;
    this.findings = new SpaceFindings(spec);
  }

  /**
   * @throws UserErrorException every finding; or the space is empty
   */
  static Space of(ExploreSpec spec) {
    return new AppSpace(spec).space();
  }

  private Space space() {
    checkComponents();
    checkGroups();
    List<Axis> axes = new SpaceAxes(spec, findings).all();
    findings.fail();
    List<Integer> groups = groups();
    List<Rule> rules = new SpaceRules(spec, groups, axes).all();
    var space = new Space(spec.components(), groups, axes, true, rules);
    if (space.least().isEmpty()) {
      throw new UserErrorException(
          spec.file()
              + ": the space is empty: its rules contradict each other ("
              + String.join("; ", rules.stream().map(Rule::text).toList())
              + "); light gates mean shared stacks, and shared stacks light gates");
    }
    return space;
  }

  private void checkComponents() {
    if (spec.components().isEmpty()) {
      findings.error("components", "'components' is empty");
    }
    var seen = new LinkedHashSet<String>();
    if (!spec.components().stream().allMatch(seen::add)) {
      findings.error("components", "a component stands in 'components' twice");
    }
    spec.with()
        .forEach(
            (component, libraries) -> {
              for (String library : libraries) {
                if (!seen.add(library)) {
                  findings.error(
                      "with " + component,
                      "'"
                          + library
                          + "' in 'with' is a component itself, or stands there twice; a library"
                          + " goes with one component");
                }
              }
            });
  }

  private void checkGroups() {
    spec.together().forEach(g -> g.forEach(c -> known(c, "together")));
    spec.apart().forEach(g -> g.forEach(c -> known(c, "apart")));
    for (List<String> pair : spec.apart()) {
      if (pair.size() != 2) {
        findings.error("apart", "an item of 'apart' is a pair of components: [a, b]");
      }
    }
    findings.fail();
    List<Integer> groupOf = groups();
    for (List<String> pair : spec.apart()) {
      if (groupOf.get(index(pair.get(0))).equals(groupOf.get(index(pair.get(1))))) {
        findings.error(
            "apart",
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
      findings.error(
          key,
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
}
