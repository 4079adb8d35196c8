package org.flexos.model.binary;

/** Bytes that are no record of the type that was asked for: damaged, or of another version. */
public final class BinaryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BinaryException(String message) {
    super(message);
  }
}
