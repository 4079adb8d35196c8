package org.flexos.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The process's standard output. A {@link PrintStream} drops what cannot be written; this remembers
 * it, so that no command succeeds whose answer is lost. Where the reader has gone away ({@code |
 * head}) the process ends, as others do by SIGPIPE.
 */
final class StandardOutput extends OutputStream {
  /** What a shell says of a program that SIGPIPE has ended. */
  private static final int READER_GONE = 141;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private volatile IOException failure;

  private StandardOutput() {}

  /** Puts one in the place of {@link System#out}. */
  static StandardOutput install() {
    var output = new StandardOutput();
    System.setOut(
        new PrintStream(new BufferedOutputStream(output), true, Charset.defaultCharset()));
    return output;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      if ("Broken pipe".equals(e.getMessage())) {
        System.exit(READER_GONE);
      }
      throw e;
    }
  }

  /**
   * The status with which the process ends.
   *
   * @param status of the command
   */
  int statusAfter(int status, PrintStream err) {
    System.out.flush();
    if (failure == null || status != ExitCode.OK.status()) {
      return status;
    }
    err.println("error: cannot write to standard output: " + failure.getMessage());
    return ExitCode.ENVIRONMENT.status();
  }
}
