package org.flexos.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name a user probably meant. */
public final class Nearest {
  private Nearest() {}

  /** The closest of {@code names} if it is close at all (Levenshtein). */
  static Optional<String> to(String typed, Collection<String> names) {
    int limit = Math.max(2, typed.length() / 4);
    return names.stream()
        .filter(n -> distance(typed, n) <= limit)
        .min(Comparator.<String>comparingInt(n -> distance(typed, n)).thenComparing(n -> n));
  }

  /** {@code ; did you mean 'x'?} or nothing. */
  public static String suggestion(String typed, Collection<String> names) {
    return to(typed, names).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  /** {@code unknown driver 'x'; did you mean 'y'? (known: y, z)}. */
  static String unknown(String what, String typed, Collection<String> names) {
    return "unknown "
        + what
        + " '"
        + typed
        + "'"
        + suggestion(typed, names)
        + " (known: "
        + String.join(", ", names.stream().sorted().toList())
        + ")";
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
