package org.flexos.cli.attack;

import java.util.Locale;

/** What stands between the compartments of an image under attack. */
enum Variant {
  FCALLS,
  LIGHT,
  FULL,
  STRICT;

  String profile() {
    return this == FCALLS ? "strict" : name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
