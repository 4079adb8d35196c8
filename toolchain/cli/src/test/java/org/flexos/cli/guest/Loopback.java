package org.flexos.cli.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;

/** Ports of the loopback address, and the guests behind them. */
final class Loopback {
  /** With empty caches the image is compiled first. */
  private static final long START_NS = Duration.ofSeconds(240).toNanos();

  private static final long PAUSE_MS = 5;
  private static final long LEAST_PATIENCE_MS = 250;

  /** One question to a guest. */
  interface Probe {
    /**
     * @param patience milliseconds
     * @return whether it answered
     */
    boolean answers(int patience);
  }

  private Loopback() {}

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns once a guest answers. QEMU takes connections before the guest does, and resets them or
   * asks the guest again six seconds later: a new question is answered earlier.
   *
   * @param end of the guest
   */
  static void await(Probe probe, CompletableFuture<Cli.Result> end) {
    long start = System.nanoTime();
    long elapsed = 0;
    while (elapsed < START_NS && !end.isDone()) {
      long patience = Math.max(LEAST_PATIENCE_MS, TimeUnit.NANOSECONDS.toMillis(elapsed) / 4);
      if (probe.answers((int) patience)) {
        return;
      }
      pause();
      elapsed = System.nanoTime() - start;
    }
    throw new AssertionError(
        "the guest does not answer: " + (end.isDone() ? end.join() : "no end"));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
