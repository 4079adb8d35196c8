package org.flexos.explore.space;

import java.math.BigInteger;

/** Number of configurations; where counting would take too long, an upper bound. */
public record SpaceSize(BigInteger count, boolean exact) {
  /** For people: {@code 80} or {@code at most 3.4e25}. */
  @Override
  public String toString() {
    String number =
        count.bitLength() < 50
            ? String.format(java.util.Locale.ROOT, "%,d", count)
            : String.format(java.util.Locale.ROOT, "%.2e", new java.math.BigDecimal(count));
    return exact ? number : "at most " + number;
  }
}
