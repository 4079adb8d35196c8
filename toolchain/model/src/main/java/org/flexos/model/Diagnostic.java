package org.flexos.model;

import java.util.Optional;

/** One finding about the user's input: where, what, and what to do about it. */
public record Diagnostic(Severity severity, Optional<SourceLocation> where, String message) {
  /** ERROR stops the build after all findings are collected; WARNING and NOTE do not. */
  public enum Severity {
    ERROR,
    WARNING,
    NOTE
  }

  public static Diagnostic error(SourceLocation where, String message) {
    return new Diagnostic(Severity.ERROR, Optional.of(where), message);
  }

  public static Diagnostic warning(SourceLocation where, String message) {
    return new Diagnostic(Severity.WARNING, Optional.of(where), message);
  }

  /** {@code file:line:column: error: message}. */
  public String render() {
    return where.map(w -> w + ": ").orElse("")
        + severity.name().toLowerCase(java.util.Locale.ROOT)
        + ": "
        + message;
  }
}
