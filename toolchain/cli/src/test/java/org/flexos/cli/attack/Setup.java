package org.flexos.cli.attack;

import java.util.EnumSet;
import java.util.Set;

/** Which image an attack runs in. */
record Setup(Variant variant, Set<Extra> extras, Guard without) {
  enum Extra {
    /** A library with instructions that verify refuses. */
    RAW,
    /** The attacker's is the default compartment, so it may make every system call. */
    POWERS,
    /** Between full gates, the attacker's are strict. */
    MIXED,
    /** The victim is compiled with automatic variables that begin as zeros. */
    INITIALISED,
    /** The trusted base looks at all page tables before it ends a run. */
    AUDIT
  }

  Setup {
    extras = Set.copyOf(extras);
  }

  static Setup of(Variant variant, Extra... extras) {
    var all = EnumSet.noneOf(Extra.class);
    all.addAll(Set.of(extras));
    return new Setup(variant, all, Guard.NONE);
  }

  Setup lacking(Guard guard) {
    return new Setup(variant, extras, guard);
  }
}
