package org.flexos.latebind.wrapper;

/** LLVM refused what our own code asked for: a bug of ours, or a bitcode file it cannot read. */
public final class LlvmException extends RuntimeException {
  public LlvmException(String message) {
    super(message);
  }
}
