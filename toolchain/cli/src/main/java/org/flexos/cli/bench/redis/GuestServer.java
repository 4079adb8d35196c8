package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.exec.BackgroundProgram;
import org.flexos.model.EnvironmentException;

/** A Redis server in a guest, on a port of the loopback address. */
final class GuestServer implements AutoCloseable {
  private static final int PATIENCE_MS = 60_000;
  private static final int PONG_PATIENCE_MS = 1000;
  private static final int PAUSE_MS = 10;
  private static final int LAST_WORDS = 1000;
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

  private final String name;
  private final int port;
  private final BackgroundProgram program;

  /**
   * @param program QEMU, or what starts it; ended by {@link #close}
   */
  GuestServer(String name, int port, BackgroundProgram program) {
    this.name = name;
    this.port = port;
    this.program = program;
  }

  /** One that nobody has at this moment. */
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EnvironmentException("no free port: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  BackgroundProgram program() {
    return program;
  }

  RespClient connect() throws IOException {
    return new RespClient(port, PATIENCE_MS);
  }

  /**
   * Returns once the server answers.
   *
   * @throws EnvironmentException the guest has ended, or the limit is over
   */
  void awaitPong(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!pongs()) {
      if (!program.isAlive() || System.nanoTime() > end) {
        throw new EnvironmentException(
            "the guest '"
                + name
                + (program.isAlive()
                    ? "' has not answered within " + limit.toSeconds() + " s"
                    : "' has ended before it answered")
                + "; it said:\n"
                + lastWords());
      }
      pause();
    }
  }

  /** QEMU takes connections before the guest listens, and resets them. */
  private boolean pongs() {
    try (var client = new RespClient(port, PONG_PATIENCE_MS)) {
      return client.ask("PING").equals("PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while a guest started", e);
    }
  }

  private String lastWords() {
    String said = program.said().strip();
    return said.substring(Math.max(0, said.length() - LAST_WORDS));
  }

  /** Redis's, as the server says it. */
  String version() throws IOException {
    try (RespClient client = connect()) {
      Matcher version = VERSION.matcher(client.ask("INFO", "server"));
      return version.find() ? version.group(1) : "unknown";
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
