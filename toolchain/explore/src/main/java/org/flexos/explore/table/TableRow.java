package org.flexos.explore.table;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flexos.explore.order.Partition;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.space.Features;
import org.flexos.model.SourceLocation;

/**
 * A measured configuration of a table. Its id is the partition and the hardening, one character a
 * component, joined by '-': {@code 0012-0011}.
 */
public record TableRow(
    String id,
    Partition partition,
    List<Boolean> hardened,
    Measurement measurement,
    SourceLocation where) {
  private static final Pattern ID = Pattern.compile("([0-9a-z]+)-([01]+)");

  /** The row without its figures, or why the id is none. */
  static Optional<String> problemOf(String id, int components) {
    var m = ID.matcher(id);
    if (!m.matches()) {
      return Optional.of(
          "id '" + id + "' is not PARTITION-HARDENING, digits and then 0 or 1, as in 0012-0011");
    }
    String partition = m.group(1);
    if (partition.length() != m.group(2).length()) {
      return Optional.of(
          "id '"
              + id
              + "' has "
              + partition.length()
              + " components before the '-' and "
              + m.group(2).length()
              + " after it");
    }
    if (components > 0 && partition.length() != components) {
      return Optional.of(
          "id '"
              + id
              + "' has "
              + partition.length()
              + " components, the first row has "
              + components);
    }
    String canonical = Partition.parse(partition).toString();
    return canonical.equals(partition)
        ? Optional.empty()
        : Optional.of(
            "id '"
                + id
                + "' does not number its compartments in the order in which they first"
                + " occur; write "
                + canonical
                + "-"
                + m.group(2));
  }

  static TableRow of(String id, Measurement measurement, SourceLocation where) {
    var m = ID.matcher(id);
    if (!m.matches()) {
      throw new IllegalArgumentException(id);
    }
    return new TableRow(
        id,
        Partition.parse(m.group(1)),
        m.group(2).chars().mapToObj(c -> c == '1').toList(),
        measurement,
        where);
  }

  /** Finer or equal partition, and no hardening less. */
  public boolean leq(TableRow safer) {
    for (int i = 0; i < hardened.size(); i++) {
      if (hardened.get(i) && !safer.hardened.get(i)) {
        return false;
      }
    }
    return partition.leq(safer.partition);
  }

  /** Separations and hardenings. */
  public int rank() {
    return partition.blocks() - 1 + (int) hardened.stream().filter(h -> h).count();
  }

  public double[] features() {
    return Features.of(partition, hardened);
  }

  public String hardeningDigits() {
    return id.substring(id.indexOf('-') + 1);
  }
}
