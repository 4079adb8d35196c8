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
 * a component, if the space has any, 0 for none; the values of axes that offer a choice. {@code
 * 0012-0011-intel-pku.strict}.
 */
public final class SpaceIds {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+_";

  /** What a hardening axis calls the empty set. */
  private static final String NONE = "none";

  /** And the set of all that exist. */
  private static final String ALL = "all";

  private final Space space;
  private final int hardenings;

  /**
   * @throws IllegalArgumentException a component has more than 63 hardening sets
   */
  public SpaceIds(Space space) {
    this.space = space;
    this.hardenings = space.hardened() ? space.components().size() : 0;
    for (Axis axis : space.axes().subList(0, hardenings)) {
      if (axis.values().size() >= DIGITS.length()) {
        throw new IllegalArgumentException(axis.name() + " has more than 63 values");
      }
    }
  }

  public String id(Configuration c) {
    var id = new StringBuilder(space.partition(c).toString());
    if (hardenings > 0) {
      id.append('-');
      for (int i = 0; i < hardenings; i++) {
        id.append(DIGITS.charAt(c.levels().get(i) + firstDigit(i)));
      }
    }
    List<String> choices = choices(c);
    return choices.isEmpty() ? id.toString() : id + "-" + String.join(".", choices);
  }

  /** A component that is always hardened has no 0. */
  private int firstDigit(int axis) {
    return space.axes().get(axis).values().get(0).equals(NONE) ? 0 : 1;
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
      levels.add(DIGITS.indexOf(parts[1].charAt(i)) - firstDigit(i));
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
      } else if (!space.value(c, i).equals(NONE)) {
        hard.add(space.components().get(i) + hardening(space.value(c, i)));
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

  /** Which, unless it is all there is. */
  private static String hardening(String set) {
    return set.equals(ALL) ? "" : " (" + set + ")";
  }
}
