package org.flexos.cli.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;

/** A command as a process of its own, which can be signalled and watched. */
record CommandProcess(Process process) {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_AGAIN_MS = 2;

  /** Its temporary files are made in a folder. */
  static CommandProcess start(Path temporary, String... arguments) throws IOException {
    return start(temporary, ProcessBuilder.Redirect.PIPE, arguments);
  }

  /**
   * @param errors gets what is said on the way
   */
  static CommandProcess start(Path temporary, ProcessBuilder.Redirect errors, String... arguments)
      throws IOException {
    return new CommandProcess(Cli.process(temporary, arguments).redirectError(errors).start());
  }

  /** Returns once it runs. */
  ProcessHandle qemu() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (System.nanoTime() < end && process.isAlive()) {
      var qemu =
          process
              .descendants()
              .filter(p -> p.info().command().orElse("").contains("qemu-system"))
              .findFirst();
      if (qemu.isPresent()) {
        return qemu.get();
      }
      Thread.sleep(LOOK_AGAIN_MS);
    }
    throw new AssertionError("QEMU did not start");
  }

  /** Returns once a line of what it prints contains some text. */
  void await(String text) throws IOException {
    BufferedReader console = process.inputReader();
    for (String line = console.readLine(); line != null; line = console.readLine()) {
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("the command ended before it said '" + text + "'");
  }
}
