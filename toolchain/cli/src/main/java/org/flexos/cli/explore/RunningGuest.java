package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.flexos.cli.Session;
import org.flexos.cli.run.UserNetworkQueue;
import org.flexos.exec.Cores;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.explore.search.Source.FailedMeasurementException;
import org.flexos.model.EnvironmentException;

/** A guest that serves while we do something else. Closing ends it, and keeps what it said. */
final class RunningGuest implements AutoCloseable {
  private final WatchedConsole console = new WatchedConsole();
  private final FutureTask<GuestOutcome> end;
  private final Thread thread;
  private final Path log;

  private RunningGuest(Session session, GuestRun run, Cores.Core core, Path log) {
    this.log = log;
    var runner = new QemuRunner(session::log, UserNetworkQueue.environment(session), core);
    this.end = new FutureTask<>(() -> runner.run(run, console));
    this.thread = new Thread(end, "guest");
    thread.setDaemon(true);
  }

  /**
   * @param log gets the guest's console when it is over
   */
  static RunningGuest start(Session session, GuestRun run, Cores.Core core, Path log) {
    var guest = new RunningGuest(session, run, core, log);
    guest.thread.start();
    return guest;
  }

  /**
   * @throws FailedMeasurementException the guest has ended, or said nothing like it in time
   */
  void awaitWords(Pattern words, Duration limit) {
    try {
      if (!console.await(words, end::isDone, limit)) {
        failIfEnded("guest was ready");
        throw new FailedMeasurementException(
            "the guest did not say '"
                + words
                + "' within "
                + limit.toSeconds()
                + " s (bench.yaml: ready, timeout); its console: "
                + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while the guest booted", e);
    }
  }

  /**
   * @param before what should have come first
   */
  void failIfEnded(String before) {
    if (!end.isDone()) {
      return;
    }
    try {
      throw new FailedMeasurementException(
          GuestEnd.words(end.get())
              + " before the "
              + before
              + (before.contains(" ") ? "" : " was over")
              + "; its console: "
              + log);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException ours
          ? ours
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while the guest ran", e);
    }
  }

  @Override
  public void close() throws IOException {
    // The runner kills QEMU when it is interrupted, and waits for nothing but its end.
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Files.writeString(log, console.text());
  }
}
