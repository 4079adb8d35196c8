package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Ten minutes of everything that clients do leave the guest as large as the first two did. */
@Tag("guest")
@Tag("long")
class RedisSoakTest {
  private static final Duration SETTLING = Duration.ofMinutes(2);
  private static final Duration SOAK = Duration.ofMinutes(8);
  private static final int CLIENTS = 6;
  private static final int KEYS = 500;
  private static final int MEMORY_MIB = 96;

  /** Two huge pages of the host, which counts in those. A word lost by each operation is more. */
  private static final int SLACK_KIB = 4096;

  /** Connections of clients that are gone, of which the server may not know yet. */
  private static final int OTHER_CLIENTS_KIB = 256;

  private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

  /** Figures of a server that holds no key, in KiB. */
  private record Memory(long redisKib, long guestKib) {
    static Memory of(RedisGuest guest) throws IOException {
      try (Jedis client = guest.connect()) {
        client.flushAll();
        var used = USED.matcher(client.info("memory"));
        assertThat(used.find()).isTrue();
        return new Memory(Long.parseLong(used.group(1)) >> 10, touchedKib(guest.process().pid()));
      }
    }
  }

  @Test
  void doesNotGrow() throws Exception {
    var options = List.of("--profile", "three-way", "-M", "" + MEMORY_MIB, "--timeout", "1200");
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try (var guest = new RedisGuest(options)) {
      soak(pool, guest, SETTLING);
      Memory before = Memory.of(guest);
      long operations = soak(pool, guest, SOAK);
      Memory after = Memory.of(guest);
      System.out.printf("soak: %,d operations; before %s, after %s%n", operations, before, after);
      assertThat(operations).isGreaterThan(10_000);
      assertThat(after.redisKib).isLessThan(before.redisKib + OTHER_CLIENTS_KIB);
      assertThat(after.guestKib).isLessThanOrEqualTo(before.guestKib + SLACK_KIB);
      assertThat(guest.shutdown().status()).isZero();
    } finally {
      pool.shutdownNow();
    }
  }

  private static long soak(ExecutorService pool, RedisGuest guest, Duration time)
      throws InterruptedException, ExecutionException {
    Instant end = Instant.now().plus(time);
    var work = new ArrayList<Future<Long>>();
    for (int i = 0; i < CLIENTS; i++) {
      var random = new Random(i);
      String prefix = "c" + i + ".";
      work.add(pool.submit(() -> client(guest, end, prefix, random)));
    }
    long operations = 0;
    for (Future<Long> client : work) {
      operations += client.get();
    }
    return operations;
  }

  private static long client(RedisGuest guest, Instant end, String prefix, Random random)
      throws IOException {
    long operations = 0;
    while (Instant.now().isBefore(end)) {
      try (Jedis client = guest.connect()) {
        for (int i = 0; i < 200; i++) {
          operations += step(client, prefix, random);
        }
      }
      leave(guest, random);
    }
    return operations;
  }

  /** One write that is read back, or a pipeline of 64. */
  private static int step(Jedis client, String prefix, Random random) {
    byte[] key = (prefix + random.nextInt(KEYS)).getBytes(StandardCharsets.UTF_8);
    switch (random.nextInt(8)) {
      case 0:
        client.del(key);
        return 1;
      case 1:
        var pipeline = client.pipelined();
        for (int i = 0; i < 64; i++) {
          pipeline.lpush(prefix + "list", "element");
        }
        pipeline.del(prefix + "list");
        pipeline.sync();
        return 65;
      case 2:
        client.eval("return redis.call('incr', KEYS[1])", 1, prefix + "counter");
        return 1;
      default:
        var value = new byte[1 << random.nextInt(14)];
        random.nextBytes(value);
        client.set(key, value);
        assertThat(client.get(key)).isEqualTo(value);
        return 2;
    }
  }

  /** A connection that is reset with half a request in it, or with an answer nobody reads. */
  private static void leave(RedisGuest guest, Random random) throws IOException {
    List<String> requests = List.of("*2\r\n$3\r\nGE", "INFO\r\n", "*1\r\n$-7\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), guest.port)) {
      String request = requests.get(random.nextInt(requests.size()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.setSoLinger(random.nextBoolean(), 0);
    }
  }

  /**
   * How much of the guest's memory was ever written or read: QEMU's resident pages of the mapping
   * that is as large as the guest. It never shrinks, so a leak in any compartment shows.
   */
  private static long touchedKib(long qemu) throws IOException {
    String size = "Size:\\s+" + (MEMORY_MIB << 10) + " kB";
    List<String> lines = Files.readAllLines(Path.of("/proc/" + qemu + "/smaps"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).matches(size)) {
        String rss =
            lines.subList(i, lines.size()).stream()
                .filter(l -> l.startsWith("Rss:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(rss.replaceAll("\\D", ""));
      }
    }
    throw new JedisException("no mapping of " + MEMORY_MIB + " MiB in QEMU");
  }
}
