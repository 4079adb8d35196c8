package org.flexos.cli.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Redis in a guest, on a free port of the loopback address. */
public final class RedisGuest implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  final int port;
  private final CompletableFuture<Cli.Result> end;

  /** Returns once it answers. */
  RedisGuest(List<String> options) {
    this("apps/redis", options);
  }

  /** Returns once it answers. */
  RedisGuest(String application, List<String> options) {
    this(Cli.home(), application, options);
  }

  /** The same, of the sources in some folder. */
  public RedisGuest(Path home, String application, List<String> options) {
    port = Loopback.freePort();
    var command = new ArrayList<>(List.of("run", home.resolve(application).toString()));
    command.addAll(List.of("-p", port + ":6379"));
    if (!options.contains("--timeout")) {
      command.addAll(List.of("--timeout", "180"));
    }
    command.addAll(options);
    end = CompletableFuture.supplyAsync(() -> Cli.runIn(home, command.toArray(String[]::new)));
    Loopback.await(this::answers, end);
  }

  private boolean answers(int patience) {
    try (var client = new Jedis("127.0.0.1", port, patience)) {
      client.ping();
      return true;
    } catch (JedisException e) {
      return false;
    }
  }

  public Jedis connect() {
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
  public Cli.Result shutdown() {
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
