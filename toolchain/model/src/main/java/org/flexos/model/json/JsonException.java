package org.flexos.model.json;

/** Text that is not JSON, or not of the wanted shape. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonException(String message) {
    super(message);
  }
}
