package org.flexos.cli.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Redis in a guest, on a free port of the loopback address. */
final class RedisGuest implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  /** With empty caches the image is compiled first. */
  private static final Duration START = Duration.ofSeconds(240);

  final int port;
  private final CompletableFuture<Cli.Result> end;

  /** Returns once it answers. */
  RedisGuest(List<String> options) {
    this("apps/redis", options);
  }

  /** Returns once it answers. */
  RedisGuest(String application, List<String> options) {
    port = freePort();
    var command = new ArrayList<>(List.of("run", Cli.home().resolve(application).toString()));
    command.addAll(List.of("-p", port + ":6379"));
    if (!options.contains("--timeout")) {
      command.addAll(List.of("--timeout", "180"));
    }
    command.addAll(options);
    end = CompletableFuture.supplyAsync(() -> Cli.run(command.toArray(String[]::new)));
    awaitPong();
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitPong() {
    Instant until = Instant.now().plus(START);
    while (Instant.now().isBefore(until) && !end.isDone()) {
      try (Jedis client = connect()) {
        client.ping();
        return;
      } catch (JedisException e) {
        pause();
      }
    }
    throw new AssertionError("Redis does not answer: " + (end.isDone() ? end.join() : "no end"));
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Jedis connect() {
    return new Jedis("127.0.0.1", port, PATIENCE_MS);
  }

  /** QEMU's process; the only one of this test. */
  ProcessHandle process() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().commandLine().orElse("").contains(":" + port + "-"))
        .findFirst()
        .orElseThrow();
  }

  /** Ends the guest and returns what it said. */
  Cli.Result shutdown() {
    try (Jedis client = connect()) {
      client.sendCommand(redis.clients.jedis.Protocol.Command.SHUTDOWN, "NOSAVE");
    } catch (JedisException e) {
      // The answer to a shutdown is the end of the connection.
    }
    return result();
  }

  Cli.Result result() {
    try {
      return end.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError("the guest did not end", e);
    }
  }

  @Override
  public void close() {
    if (!end.isDone()) {
      shutdown();
    }
  }
}
