package org.flexos.model;

/**
 * The machine cannot do what is needed (tool missing, disk full, network down): says what to do.
 */
public final class EnvironmentException extends RuntimeException {
  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
