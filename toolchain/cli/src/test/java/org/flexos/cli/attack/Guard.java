package org.flexos.cli.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * One protection that a test-only image lacks, by a change of its sources.
 *
 * @param name as the table has it, after "without"
 */
record Guard(String name, List<Change> changes) {
  /** The file that gates are written to, which is no source. */
  static final String GATES = "(gates)";

  static final Guard NONE = new Guard("", List.of());

  /**
   * @param find where {@code instead} goes; empty: a new file
   */
  record Change(String file, String find, String instead) {
    String applyTo(String text) {
      if (!text.contains(find)) {
        throw new IllegalStateException(file + " has no '" + find + "' any more: the guard moved");
      }
      return text.replace(find, instead);
    }
  }

  Guard {
    changes = List.copyOf(changes);
  }

  static Guard of(String name, String file, String find, String instead) {
    return new Guard(name, List.of(new Change(file, find, instead)));
  }

  Guard and(String file, String find, String instead) {
    var all = new ArrayList<>(changes);
    all.add(new Change(file, find, instead));
    return new Guard(name, all);
  }
}
