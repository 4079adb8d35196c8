package org.flexos.cli.bench.redis;

import java.util.Locale;

/**
 * A measure beside its target.
 *
 * @param target what the value must stay below
 * @param note printed behind it; may be empty
 */
record Figure(String what, double value, String unit, double target, String note) {
  Figure(String what, double value, String unit, double target) {
    this(what, value, unit, target, "");
  }

  boolean met() {
    return value < target;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-52s %8.2f %-3s   target %s %s%s%s",
        what,
        value,
        unit,
        target % 1 == 0 ? Long.toString((long) target) : Double.toString(target),
        unit,
        note.isEmpty() ? "" : "   (" + note + ")",
        met() ? "" : "   MISSED");
  }
}
