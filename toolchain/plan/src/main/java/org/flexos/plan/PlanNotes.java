package org.flexos.plan;

import java.util.Optional;
import org.flexos.model.Diagnostic;

/** Findings about a plan have no place in a file; they name what they are about. */
final class PlanNotes {
  private PlanNotes() {}

  static Diagnostic note(String message) {
    return new Diagnostic(Diagnostic.Severity.NOTE, Optional.empty(), message);
  }

  static Diagnostic warning(String message) {
    return new Diagnostic(Diagnostic.Severity.WARNING, Optional.empty(), message);
  }

  static Diagnostic error(String message) {
    return new Diagnostic(Diagnostic.Severity.ERROR, Optional.empty(), message);
  }
}
