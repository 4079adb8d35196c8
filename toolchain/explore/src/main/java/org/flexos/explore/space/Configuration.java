package org.flexos.explore.space;

import java.util.ArrayList;
import java.util.List;
import org.flexos.explore.order.Partition;

/**
 * One point of a space.
 *
 * @param partition of the space's groups into compartments
 * @param levels for each axis of the space, the position of the chosen value
 */
public record Configuration(Partition partition, List<Integer> levels) {
  public Configuration {
    levels = List.copyOf(levels);
  }

  Configuration with(Partition other) {
    return new Configuration(other, levels);
  }

  Configuration with(int axis, int level) {
    var changed = new ArrayList<>(levels);
    changed.set(axis, level);
    return new Configuration(partition, changed);
  }
}
