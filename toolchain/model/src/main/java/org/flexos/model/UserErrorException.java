package org.flexos.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The user's input cannot be worked with; carries every finding. Printed without a stack trace. */
public final class UserErrorException extends RuntimeException {
  private final transient List<Diagnostic> diagnostics;

  public UserErrorException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public UserErrorException(String message) {
    this(List.of(new Diagnostic(Diagnostic.Severity.ERROR, Optional.empty(), message)));
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
