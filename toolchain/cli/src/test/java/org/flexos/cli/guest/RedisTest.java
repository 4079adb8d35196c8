package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Redis, unchanged, under every partition that the application comes with, with real clients. */
@Tag("guest")
class RedisTest {
  private static final long SEED = 7015;
  private static final int PIPELINE = 64;
  private static final int MANY = 200;
  private static final int AT_ONCE = 200;

  /** Less than a dropped connection takes to be tried for the fifth time, on a slow machine. */
  private static final long NO_ANSWER_MS = 10_000;

  private static final int SLOW_VALUE = 1 << 18;
  private static final int SLOW_REPLIES = 32;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "lwip-alone", "sched-alone", "lwip-and-sched", "three-way"})
  void servesClientsUnderEveryPartition(String profile) throws IOException {
    try (var guest = new RedisGuest(List.of("--profile", profile))) {
      try (Jedis client = guest.connect()) {
        basics(client);
        pipelines(client);
        large(client, 1 << 20);
        script(client);
        saving(client);
      }
      manyConnections(guest, MANY);
      rudeClients(guest);
      slowReader(guest);
      halfClosed(guest);
      Cli.Result result = guest.shutdown();
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("Ready to accept connections", "bye bye")
          .contains("Can't save in background: fork: Function not implemented");
    }
  }

  private static void basics(Jedis client) {
    assertThat(client.set("key", "value")).isEqualTo("OK");
    assertThat(client.get("key")).isEqualTo("value");
    assertThat(client.get("none")).isNull();
    assertThat(client.rpush("list", "a", "b", "c")).isEqualTo(3);
    assertThat(client.lrange("list", 0, -1)).containsExactly("a", "b", "c");
    client.setex("short", 1000, "x");
    assertThat(client.ttl("short")).isBetween(990L, 1000L);
    for (int i = 0; i < 1000; i++) {
      client.incr("counter");
    }
    assertThat(client.get("counter")).isEqualTo("1000");
  }

  private static void pipelines(Jedis client) {
    for (int round = 0; round < 10; round++) {
      var pipeline = client.pipelined();
      for (int i = 0; i < PIPELINE; i++) {
        pipeline.set("p" + i, round + "." + i);
        pipeline.get("p" + i);
      }
      List<Object> answers = pipeline.syncAndReturnAll();
      for (int i = 0; i < PIPELINE; i++) {
        assertThat(answers.get(2 * i + 1)).isEqualTo(round + "." + i);
      }
    }
  }

  private static void large(Jedis client, int bytes) {
    var value = new byte[bytes];
    new Random(SEED).nextBytes(value);
    byte[] key = "large".getBytes(StandardCharsets.UTF_8);
    client.set(key, value);
    assertThat(client.get(key)).isEqualTo(value);
    client.del(key);
  }

  private static void script(Jedis client) {
    Object sum =
        client.eval(
            "local s = 0 for i = 1, 100 do s = s + redis.call('incr', KEYS[1]) end return s",
            1,
            "scripted");
    assertThat(sum).isEqualTo(5050L);
  }

  /** A snapshot is written at once; what needs fork says so. */
  private static void saving(Jedis client) {
    client.set("compressible", "text ".repeat(1000));
    assertThat(client.save()).isEqualTo("OK");
    assertThatThrownBy(client::bgsave).hasMessageContaining("ERR");
    assertThat(client.ping()).isEqualTo("PONG");
  }

  private static void manyConnections(RedisGuest guest, int count) {
    var clients = new ArrayList<Jedis>();
    try {
      for (int i = 0; i < count; i++) {
        clients.add(guest.connect());
        clients.get(i).set("c" + i, "v" + i);
      }
      for (int i = count; i-- > 0; ) {
        assertThat(clients.get(i).get("c" + i)).isEqualTo("v" + i);
      }
    } finally {
      clients.forEach(Jedis::close);
    }
  }

  @Test
  void servesClientsOnAPcWithPci() {
    try (var guest = new RedisGuest(List.of("--profile", "three-way", "--machine", "q35"))) {
      try (Jedis client = guest.connect()) {
        basics(client);
        pipelines(client);
      }
      assertThat(guest.shutdown().status()).isZero();
    }
  }

  /** All of them before anybody answers; none is lost on the way. */
  @Test
  void servesClientsThatConnectAtOnce() throws IOException {
    try (var guest = new RedisGuest(List.of("--profile", "none"));
        var selector = Selector.open()) {
      var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), guest.port);
      byte[] ping = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < AT_ONCE; i++) {
        SocketChannel client = SocketChannel.open();
        client.configureBlocking(false);
        client.connect(server);
        client.register(selector, SelectionKey.OP_CONNECT);
      }
      int answered = 0;
      while (answered < AT_ONCE && selector.select(NO_ANSWER_MS) > 0) {
        for (SelectionKey key : selector.selectedKeys()) {
          var client = (SocketChannel) key.channel();
          if (key.isConnectable()) {
            client.finishConnect();
            client.write(ByteBuffer.wrap(ping));
            key.interestOps(SelectionKey.OP_READ);
          } else {
            assertThat(client.read(ByteBuffer.allocate(16))).isPositive();
            client.close();
            answered++;
          }
        }
        selector.selectedKeys().clear();
      }
      assertThat(answered).isEqualTo(AT_ONCE);
    }
  }

  /** Nonsense, half a request, and resets; others are served as before. */
  private static void rudeClients(RedisGuest guest) throws IOException {
    for (String request : List.of("*1000000000\r\n", "*1\r\n$-7\r\n", "*3\r\n$3\r\nSET\r\n$1")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), guest.port)) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.setSoLinger(true, 0);
      }
    }
    try (Jedis client = guest.connect()) {
      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  /** What one client does not read holds up nobody, and is there when it reads. */
  private static void slowReader(RedisGuest guest) throws IOException {
    byte[] value = "0123456789abcdef".repeat(SLOW_VALUE / 16).getBytes(StandardCharsets.US_ASCII);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), guest.port);
        Jedis other = guest.connect()) {
      other.set(key(0), value);
      String request = "GET k0\r\n".repeat(SLOW_REPLIES);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 100; i++) {
        assertThat(other.incr("slow")).isEqualTo(i + 1);
      }
      byte[] head = ("$" + SLOW_VALUE + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < SLOW_REPLIES; i++) {
        assertThat(socket.getInputStream().readNBytes(head.length)).isEqualTo(head);
        assertThat(socket.getInputStream().readNBytes(SLOW_VALUE)).isEqualTo(value);
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly('\r', '\n');
      }
      other.del(key(0));
    }
  }

  /** A client that has said its last word is still answered. */
  private static void halfClosed(RedisGuest guest) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), guest.port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("+PONG\r\n");
    }
  }

  /** Every write that was acknowledged is there after the machine was killed. */
  @Test
  void keepsAcknowledgedWritesWhenKilled() {
    var options =
        List.of(
            "--volume",
            folder + ":/data",
            "--",
            "--",
            "...",
            "--dir",
            "/data",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always");
    int acknowledged = 0;
    try (var guest = new RedisGuest(options)) {
      try (Jedis client = guest.connect()) {
        for (; acknowledged < 300; acknowledged++) {
          if (acknowledged == 150) {
            isNotRewritten(client);
          }
          client.set("k" + acknowledged, "v" + acknowledged);
        }
        String limit = Long.toString((64L << 20) * 60 / 100);
        assertThat(client.configGet("maxmemory")).as("of cmd").containsEntry("maxmemory", limit);
      }
      guest.process().destroyForcibly();
      guest.result();
    }
    try (var guest = new RedisGuest(options);
        Jedis client = guest.connect()) {
      for (int i = 0; i < acknowledged; i++) {
        assertThat(client.get("k" + i)).isEqualTo("v" + i);
      }
    }
  }

  /** As a snapshot in the background: an error, and the log goes on. */
  private static void isNotRewritten(Jedis client) {
    assertThatThrownBy(client::bgrewriteaof).hasMessageContaining("ERR");
    assertThat(client.ping()).isEqualTo("PONG");
  }

  /** A small guest that is full says so, keeps what it has, and goes on when there is room. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "three-way"})
  void answersThatItIsFull(String profile) {
    try (var guest = new RedisGuest(List.of("--profile", profile, "-M", "48"))) {
      try (Jedis client = guest.connect()) {
        var value = new byte[256 << 10];
        int kept = fill(client, value);
        assertThat(kept << 8).as("KiB kept of 60 % of 48 MiB").isBetween(20 << 10, 29 << 10);
        assertThat(client.get(key(kept - 1))).isEqualTo(value);
        client.del(key(0));
        client.del(key(1));
        assertThat(client.set(key(0), value)).isEqualTo("OK");
      }
      Cli.Result result = guest.shutdown();
      assertThat(result.status()).as(result.err()).isZero();
    }
  }

  private static int fill(Jedis client, byte[] value) {
    for (int i = 0; i < 400; i++) {
      try {
        client.set(key(i), value);
      } catch (JedisDataException e) {
        assertThat(e).hasMessage("OOM command not allowed when used memory > 'maxmemory'.");
        return i;
      }
    }
    throw new AssertionError("100 MiB in a guest of 48");
  }

  private static byte[] key(int i) {
    return ("k" + i).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("long")
  void servesAThousandConnectionsAndAHundredMegabytes() {
    try (var guest = new RedisGuest(List.of("--profile", "three-way", "-M", "512"))) {
      manyConnections(guest, 1000);
      try (Jedis client = guest.connect()) {
        large(client, 100 << 20);
      }
      assertThat(guest.shutdown().status()).isZero();
    }
  }
}
