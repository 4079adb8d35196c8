package org.flexos.exec;

/** A program said no. The message has its command line, status and what it printed. */
public final class ProcessFailedException extends RuntimeException {
  private final transient ProcessRunner.Result result;

  public ProcessFailedException(String doing, ProcessRunner.Result result) {
    super(
        doing
            + " failed with status "
            + result.status()
            + "\n"
            + (result.stderr().isBlank() ? result.stdout() : result.stderr()).strip()
            + "\ncommand: "
            + ProcessRunner.pasteable(result.command()));
    this.result = result;
  }

  public ProcessRunner.Result result() {
    return result;
  }
}
