package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.flexos.cli.guest.RedisPoint.Gate;
import org.flexos.cli.guest.RedisPoint.Heap;
import org.flexos.cli.guest.RedisPoint.Stack;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/**
 * Redis serves at every point of the space: partition, gates, and both axes of sharing. What is
 * strict and private is in {@link RedisTest}.
 */
@Tag("guest")
class RedisPointsTest {
  private static final long SEED = 7015;
  private static final int LARGE = 100 << 10;
  private static final Pattern SHARED =
      Pattern.compile(
          "compartment '([^']+)' shares (its whole stacks with those that have noisolstack, )?"
              + "(\\d+) stack variables? \\((\\d+) bytes\\), (\\d+) allocation sites?,"
              + " (\\d+) globals? \\((\\d+) bytes\\)");

  @TempDir private Path folder;

  static Stream<RedisPoint> all() {
    return RedisPoint.all().stream();
  }

  /** Each value of each axis with each other axis's values that differ most from it. */
  static Stream<RedisPoint> covering() {
    return Stream.of(
        new RedisPoint("lwip-alone", Gate.FULL, Stack.PRIVATE, Heap.SITES),
        new RedisPoint("sched-alone", Gate.LIGHT, Stack.SHARED, Heap.PRIVATE),
        new RedisPoint("lwip-and-sched", Gate.STRICT, Stack.DSS, Heap.PRIVATE),
        new RedisPoint("three-way", Gate.LIGHT, Stack.SHARED, Heap.SITES),
        new RedisPoint("three-way", Gate.FULL, Stack.DSS, Heap.SITES));
  }

  @ParameterizedTest
  @MethodSource("covering")
  void serves(RedisPoint point) throws IOException {
    boot(point);
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("long")
  void servesEverywhere(RedisPoint point) throws IOException {
    boot(point);
  }

  /** Redis's space has five partitions and hardenings: here everything is hardened in every way. */
  @Test
  @Tag("long")
  void servesHardened() throws IOException {
    var point = new RedisPoint("lwip-and-sched", Gate.FULL, Stack.DSS, Heap.PRIVATE);
    String profile = point.hardenedProfile(folder).toString();
    String application = Cli.home().resolve("apps/redis").toString();
    // With empty caches this takes longer than a client waits for its first answer.
    Cli.Result built =
        Cli.run(
            "build", application, "--profile", profile, "-o", folder.resolve("x.elf").toString());
    assertThat(built.status()).as(built.err()).isZero();
    boot(profile);
  }

  /** Every profile is linked from the same objects. */
  @Test
  void changingTheProfileCompilesNothing() {
    Map<String, Path> objects = objects("none");
    for (String profile : RedisPoint.ISOLATED) {
      assertThat(objects(profile)).as(profile).isEqualTo(objects);
    }
  }

  private static Map<String, Path> objects(String profile) {
    var request =
        new BuildRequest(
            Cli.home().resolve("apps/redis"),
            Optional.of(profile),
            Optional.empty(),
            Optional.empty());
    var objects = new TreeMap<String, Path>();
    new BuildPipeline(Cli.session(2))
        .plan(request)
        .libraries()
        .forEach((name, library) -> objects.put(name, library.objects()));
    return objects;
  }

  private void boot(RedisPoint point) throws IOException {
    boot(point.profile(folder).toString());
  }

  private static void boot(String profile) {
    try (var guest = new RedisGuest(List.of("--profile", profile))) {
      try (Jedis client = guest.connect()) {
        load(client);
      }
      Cli.Result result = guest.shutdown();
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out()).contains("Ready to accept connections", "bye bye");
    }
  }

  private static void load(Jedis client) {
    assertThat(client.ping()).isEqualTo("PONG");
    assertThat(client.set("key", "value")).isEqualTo("OK");
    assertThat(client.get("key")).isEqualTo("value");
    var pipeline = client.pipelined();
    for (int i = 0; i < 64; i++) {
      pipeline.incr("counter");
    }
    assertThat(pipeline.syncAndReturnAll()).hasSize(64).endsWith(64L);
    var value = new byte[LARGE];
    new Random(SEED).nextBytes(value);
    byte[] large = "large".getBytes(StandardCharsets.UTF_8);
    client.set(large, value);
    assertThat(client.get(large)).isEqualTo(value);
    assertThat(client.info()).contains("redis_version:7.0.15", "used_memory:");
  }

  /** What every other compartment can read and change is said in numbers, and only then any. */
  @ParameterizedTest
  @MethodSource("all")
  void thePlanSaysHowMuchIsShared(RedisPoint point) throws IOException {
    Cli.Result result =
        Cli.run(
            "plan",
            Cli.home().resolve("apps/redis").toString(),
            "--profile",
            point.profile(folder).toString());
    assertThat(result.status()).as(result.err()).isZero();
    Matcher note = SHARED.matcher(result.out());
    long compartments = 0;
    long variables = 0;
    long bytes = 0;
    long sites = 0;
    for (; note.find(); compartments++) {
      assertThat(note.group(2) != null).isEqualTo(point.gate() == Gate.LIGHT);
      variables += Long.parseLong(note.group(3));
      bytes += Long.parseLong(note.group(4));
      sites += Long.parseLong(note.group(5));
    }
    assertThat(compartments).isEqualTo(point.partition().equals("three-way") ? 3 : 2);
    List<String> lines = result.out().lines().toList();
    assertThat(variables)
        .as("stack variables, one a line")
        .isEqualTo(lines.stream().filter(l -> l.matches("stack variable .* shared: .*")).count())
        .matches(n -> n > 0 == (point.stack() == Stack.DSS));
    assertThat(bytes > 0).as("bytes of them").isEqualTo(variables > 0);
    assertThat(sites)
        .as("allocation sites, one a line")
        .isEqualTo(lines.stream().filter(l -> l.matches("allocation .* shared: .*")).count());
    if (point.heap() == Heap.SITES) {
      assertThat(sites).isPositive();
    }
  }
}
