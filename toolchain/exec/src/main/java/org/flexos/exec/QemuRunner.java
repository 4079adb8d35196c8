package org.flexos.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flexos.model.EnvironmentException;

/**
 * Boots an image and waits for its end. QEMU stays a child of ours and never outlives us: the
 * normal path waits for it, every other path and the JVM's shutdown (Ctrl-C) kill it.
 */
public final class QemuRunner {
  /** isa-debug-exit turns a written 0 into this status. */
  private static final int GUEST_ENDED = 1;

  /** Of util-linux. */
  private static final String SETPRIV = "setpriv";

  private final Consumer<String> log;
  private final Map<String, String> environment;
  private final List<String> prefix;

  public QemuRunner(Consumer<String> log) {
    this(log, Map.of());
  }

  /**
   * @param environment what QEMU gets beyond our own environment
   */
  public QemuRunner(Consumer<String> log, Map<String, String> environment) {
    this(log, environment, Cores.Core.ANY);
  }

  /**
   * @param core where guests run, with all threads of QEMU
   */
  public QemuRunner(Consumer<String> log, Map<String, String> environment, Cores.Core core) {
    this.log = log;
    this.environment = Map.copyOf(environment);
    this.prefix = core.prefix();
  }

  /**
   * Boots an image and returns at once.
   *
   * @param folder gets the guest's words and its control channel
   */
  public BackgroundProgram start(GuestRun run, Path folder) {
    return BackgroundProgram.start(
        log,
        command(run, folder.resolve("control.txt")),
        environment,
        folder.resolve("console.txt"));
  }

  private List<String> command(GuestRun run, Path control) {
    var command = new ArrayList<>(prefix);
    command.addAll(QemuCommand.arguments(run, control));
    return command;
  }

  /**
   * @param console gets the guest's serial output as it comes; flushed, not closed
   */
  public GuestOutcome run(GuestRun run, OutputStream console) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path control = null;
    try {
      control = Leftovers.file(temporary, "flexos-control", ".txt");
      return run(run, console, control);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot talk to the guest by a file in " + temporary + ": " + e.getMessage(), e);
    } finally {
      delete(control);
    }
  }

  private GuestOutcome run(GuestRun run, OutputStream console, Path control) throws IOException {
    List<String> command = command(run, control);
    log.accept(ProcessRunner.pasteable(command));
    Process qemu = start(command);
    try {
      qemu.getOutputStream().close();
      Thread output = copy(qemu.getInputStream(), console);
      var errors = new java.io.ByteArrayOutputStream();
      Thread stderr = copy(qemu.getErrorStream(), errors);
      boolean ended = qemu.waitFor(run.limit().toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        qemu.destroyForcibly().waitFor();
      }
      output.join();
      stderr.join();
      Leftovers.awaitEnd();
      if (!ended) {
        return new GuestOutcome.TimedOut(run.limit());
      }
      String said = Files.readString(control, StandardCharsets.ISO_8859_1);
      // Not by Files.getFileStore, which looks for a mount point that a chroot may not have.
      if (said.isEmpty() && control.toFile().getUsableSpace() == 0) {
        throw new IOException("the disk is full");
      }
      Optional<GuestOutcome> outcome = ControlChannel.parse(said);
      return outcome.isPresent() && qemu.exitValue() == GUEST_ENDED
          ? outcome.get()
          : new GuestOutcome.QemuFailed(
              qemu.exitValue(), errors.toString(StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while the guest ran", e);
    } finally {
      qemu.destroyForcibly();
      Leftovers.ended(qemu);
    }
  }

  private Process start(List<String> command) {
    var builder = new ProcessBuilder(endedWithUs(command));
    builder.environment().putAll(environment);
    try {
      return Leftovers.start(builder);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot start "
              + QemuCommand.PROGRAM
              + ": "
              + e.getMessage()
              + "; install it with: apt-get install qemu-system-x86",
          e);
    }
  }

  /**
   * A command that the kernel kills when the thread ends that starts it, and waits for it: even
   * when we are killed, and no hook of ours runs.
   */
  private static List<String> endedWithUs(List<String> command) {
    if (SearchPath.find(SETPRIV).isEmpty() || SearchPath.find(command.get(0)).isEmpty()) {
      return command;
    }
    var all = new ArrayList<>(List.of(SETPRIV, "--pdeathsig", "KILL"));
    all.addAll(command);
    return all;
  }

  private static Thread copy(InputStream from, OutputStream to) {
    var thread =
        new Thread(
            () -> {
              var buffer = new byte[8192];
              try (from) {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                  to.write(buffer, 0, n);
                  to.flush();
                }
              } catch (IOException e) {
                // Our reader went away or QEMU was killed: nobody is left to tell.
              }
            },
            "guest output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A leftover of a few bytes in the temporary folder harms nobody.
    }
  }
}
