package org.flexos.cli.attack;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** One attack: what is promised in each column, and how to find out. */
final class Row {
  /** Finds out what a cell really says. */
  interface Measure {
    String run(Lab lab) throws IOException;
  }

  record Cell(String promised, Measure measure) {}

  private final String id;
  private final String what;
  private final Attack attack;
  private final Setup.Extra[] extras;
  private final Map<Column, Cell> cells = new EnumMap<>(Column.class);

  private Row(String id, String what, Attack attack, Setup.Extra... extras) {
    this.id = id;
    this.what = what;
    this.attack = attack;
    this.extras = extras;
  }

  static Row of(
      String id,
      String what,
      String attack,
      Function<Target, long[]> numbers,
      Setup.Extra... extras) {
    return new Row(id, what, Attack.of(attack, numbers), extras);
  }

  static Row of(String id, String what, Attack attack, Setup.Extra... extras) {
    return new Row(id, what, attack, extras);
  }

  /** A row whose cells are measured in ways of their own. */
  static Row special(String id, String what) {
    return new Row(id, what, Attack.of("nothing", t -> new long[0]));
  }

  String id() {
    return id;
  }

  String what() {
    return what;
  }

  Map<Column, Cell> cells() {
    return cells;
  }

  Row cell(Column column, String promised, Measure measure) {
    cells.put(column, new Cell(promised, measure));
    return this;
  }

  Row measured(String promised, Measure measure, Column... columns) {
    for (Column column : columns) {
      cell(column, promised, measure);
    }
    return this;
  }

  Row promise(Column column, String promised) {
    return cell(column, promised, lab -> lab.boot(Setup.of(column.variant(), extras), attack));
  }

  /** The three variants; the control is another call. */
  Row promises(String light, String full, String strict) {
    return promise(Column.LIGHT, light).promise(Column.FULL, full).promise(Column.STRICT, strict);
  }

  Row promises(String all) {
    return promises(all, all, all);
  }

  Row none(Column column, String reason) {
    return cell(column, "n/a: " + reason, lab -> "n/a: " + reason);
  }

  /** The control: the same attack where nothing isolates. */
  Row controlWithoutIsolation() {
    return control(Setup.of(Variant.FCALLS, extras), attack, "fcalls");
  }

  /** The control: the same attack in an image that lacks one guard only. */
  Row controlWithout(Variant variant, Guard guard) {
    return controlWithout(variant, guard, attack);
  }

  /** The control: the same attack where nothing extra was compiled in. */
  Row controlWithoutExtras(Variant variant, String extras) {
    return control(Setup.of(variant), attack, "without " + extras);
  }

  Row controlWithout(Variant variant, Guard guard, Attack other) {
    return control(Setup.of(variant, extras).lacking(guard), other, "without " + guard.name());
  }

  private Row control(Setup setup, Attack tried, String where) {
    return cell(
        Column.CONTROL,
        Verdict.SUCCEEDS + " (" + where + ")",
        lab -> lab.boot(setup, tried) + " (" + where + ")");
  }
}
