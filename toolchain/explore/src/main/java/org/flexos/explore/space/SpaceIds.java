package org.flexos.explore.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.Partition;
import org.flexos.explore.search.Point;

/**
 * Names of a space's configurations: the partition, one digit a component; the hardening, one digit
 * a component, if the space has any; the values of axes that offer a choice. {@code
 * 0012-0011-intel-pku.strict}.
 */
public final class SpaceIds {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+_";

  private final Space space;
  private final int hardenings;

  /**
   * @throws IllegalArgumentException a component has more than 64 hardening sets
   */
  public SpaceIds(Space space) {
    this.space = space;
    this.hardenings = space.hardened() ? space.components().size() : 0;
    for (Axis axis : space.axes().subList(0, hardenings)) {
      if (axis.values().size() > DIGITS.length()) {
        throw new IllegalArgumentException(axis.name() + " has more than 64 values");
      }
    }
  }

  public String id(Configuration c) {
    var id = new StringBuilder(space.partition(c).toString());
    if (hardenings > 0) {
      id.append('-');
      c.levels().subList(0, hardenings).forEach(l -> id.append(DIGITS.charAt(l)));
    }
    List<String> choices = choices(c);
    return choices.isEmpty() ? id.toString() : id + "-" + String.join(".", choices);
  }

  private List<String> choices(Configuration c) {
    var choices = new ArrayList<String>();
    for (int i = hardenings; i < space.axes().size(); i++) {
      if (space.axes().get(i).values().size() > 1) {
        choices.add(space.value(c, i));
      }
    }
    return choices;
  }

  /** Reads what {@link #id} writes. */
  public Configuration parse(String id) {
    String[] parts = id.split("-", hardenings > 0 ? 3 : 2);
    Partition components = Partition.parse(parts[0]);
    var groups = new int[space.groups()];
    for (int i = 0; i < space.components().size(); i++) {
      groups[space.groupOf().get(i)] = components.block(i);
    }
    var levels = new ArrayList<Integer>();
    for (int i = 0; i < hardenings; i++) {
      levels.add(DIGITS.indexOf(parts[1].charAt(i)));
    }
    int at = 0;
    int last = hardenings > 0 ? 2 : 1;
    String[] choices = parts.length > last ? parts[last].split("\\.") : new String[0];
    for (int i = hardenings; i < space.axes().size(); i++) {
      List<String> values = space.axes().get(i).values();
      levels.add(values.size() > 1 ? values.indexOf(choices[at++]) : 0);
    }
    return new Configuration(Partition.of(groups), levels);
  }

  public Point point(Configuration c) {
    Map<String, String> choices = new LinkedHashMap<>();
    var hard = new ArrayList<String>();
    for (int i = 0; i < space.axes().size(); i++) {
      if (i >= hardenings) {
        choices.put(space.axes().get(i).name(), space.value(c, i));
      } else if (c.levels().get(i) > 0) {
        hard.add(space.components().get(i) + hardening(i, c));
      }
    }
    var blocks = new ArrayList<String>();
    Partition partition = space.partition(c);
    for (int b = 0; b < partition.blocks(); b++) {
      blocks.add(
          String.join("+", partition.members(b).stream().map(space.components()::get).toList()));
    }
    return new Point(
        id(c),
        space.rank(c),
        String.join(" | ", blocks),
        hard.isEmpty() ? "none" : String.join(", ", hard),
        choices);
  }

  /** Which hardening, if there is more than yes and no. */
  private String hardening(int axis, Configuration c) {
    return space.axes().get(axis).values().size() > 2 ? " (" + space.value(c, axis) + ")" : "";
  }
}
