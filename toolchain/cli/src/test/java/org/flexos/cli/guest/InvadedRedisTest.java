package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.cli.Cli;
import org.flexos.cli.guest.Intruder.Operation;
import org.flexos.verify.ElfFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * Redis beside a network stack or a scheduler that an attacker has taken over. The secret is a
 * value that was loaded from a volume, and that no client has asked for.
 */
@Tag("guest")
class InvadedRedisTest {
  private static final String APPLICATION = "os/tests/redis";
  private static final int REPORTED = 139;
  private static final long EINVAL = 22;
  private static final long CONSOLE_WRITE = 1;
  private static final long THREAD_CREATE = 5;

  private static final String UNDECLARED =
      "fault: a system call that no library of its compartment declares";

  /** From a Redis object to the text that lies in it: object.c, createEmbeddedStringObject. */
  private static final long TEXT = 16 + 3;

  private static final Pattern PLACE = Pattern.compile("at:0x([0-9a-f]+)");

  @TempDir private Path folder;
  private String secret;

  @BeforeEach
  void storeTheSecret() throws IOException {
    secret = "x" + new BigInteger(96, new Random()).toString(16);
    Path log = Files.createDirectories(folder.resolve("volume/appendonlydir"));
    Files.writeString(
        log.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
    Files.writeString(
        log.resolve("appendonly.aof.1.incr.aof"),
        "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$6\r\nsecret\r\n$"
            + secret.length()
            + "\r\n"
            + secret
            + "\r\n");
  }

  /** A guest, and who sits in it. */
  private record Scene(RedisGuest guest, Intruder intruder) {
    long place() {
      try (Jedis client = guest.connect()) {
        Object answer =
            client.sendCommand(
                () -> "DEBUG".getBytes(StandardCharsets.US_ASCII), "OBJECT", "secret");
        Matcher m = PLACE.matcher(new String((byte[]) answer, StandardCharsets.US_ASCII));
        assertThat(m.find()).isTrue();
        return Long.parseLong(m.group(1), 16) + TEXT;
      }
    }
  }

  private Scene start(String profile, String... more) {
    int port = RedisGuest.freePort();
    var options = new ArrayList<String>();
    if (!profile.equals("none")) {
      options.addAll(List.of("--profile", profile));
    }
    options.addAll(List.of("-p", port + ":7777", "--volume", folder.resolve("volume") + ":/data"));
    options.addAll(List.of(more));
    return new Scene(new RedisGuest(APPLICATION, options), new Intruder(port));
  }

  /** Where a function lies in the image of a profile. */
  private long address(String profile, String function) {
    Path image = folder.resolve("image.elf");
    var command = new ArrayList<>(List.of("build", "-o", image.toString()));
    if (!profile.equals("none")) {
      command.addAll(List.of("--profile", profile));
    }
    command.add(Cli.home().resolve(APPLICATION).toString());
    assertThat(Cli.run(command.toArray(String[]::new)).status()).isZero();
    return ElfFile.read(folder.resolve("image.elf.dbg")).symbols().stream()
        .filter(s -> s.name().equals(function))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private void stopped(Scene scene, String... words) {
    Cli.Result result = scene.guest.result();
    assertThat(result.status()).as(result.err()).isEqualTo(REPORTED);
    assertThat(result.err()).contains(words).doesNotContain(secret);
    assertThat(result.out()).doesNotContain(secret);
  }

  /** The controls: with all in one compartment, the same requests give what they are after. */
  @Test
  void withoutIsolationEveryAttackSucceeds() {
    long function = address("none", "zmalloc_used_memory");
    Scene scene = start("none");
    long place = scene.place();
    byte[] read = scene.intruder.ask(Operation.READ, place, 0).orElseThrow();
    assertThat(new String(read, StandardCharsets.ISO_8859_1)).startsWith(secret);
    byte[] used = scene.intruder.ask(Operation.CALL, function, 0).orElseThrow();
    assertThat(Intruder.number(used)).isPositive();
    scene.intruder.ask(Operation.SYSTEM_CALL, CONSOLE_WRITE, place).orElseThrow();
    scene.intruder.ask(Operation.WRITE, place, 'y').orElseThrow();
    try (Jedis client = scene.guest.connect()) {
      assertThat(client.get("secret")).isEqualTo("y" + secret.substring(1));
    }
    assertThat(scene.guest.shutdown().out()).contains(secret);
  }

  /** A1 on a real application. */
  @ParameterizedTest
  @CsvSource({"net, READ", "net, WRITE", "sched, READ", "sched, WRITE"})
  void neitherNetworkNorSchedulerReachesAValue(String compartment, Operation operation) {
    Scene scene = start(compartment);
    assertThat(scene.intruder.ask(operation, scene.place(), 'y')).isEmpty();
    stopped(
        scene,
        "fault: a compartment touched memory of another one",
        "library intruder, compartment " + compartment,
        operation == Operation.READ ? "read of 1 byte" : "write of 1 byte",
        "the private heap of compartment app");
  }

  /** A7: ring 0 as a deputy. */
  @ParameterizedTest
  @ValueSource(strings = {"net", "sched"})
  void noSystemCallPrintsAValue(String compartment) {
    Scene scene = start(compartment);
    assertThat(scene.intruder.ask(Operation.SYSTEM_CALL, CONSOLE_WRITE, scene.place())).isEmpty();
    stopped(scene, UNDECLARED, "library intruder, compartment " + compartment);
  }

  /** A13: it runs, but with the intruder's rights. */
  @ParameterizedTest
  @ValueSource(strings = {"net", "sched"})
  void aFunctionThatIsNoEntryHasNoMoreRights(String compartment) {
    long function = address(compartment, "zmalloc_used_memory");
    Scene scene = start(compartment);
    assertThat(scene.intruder.ask(Operation.CALL, function, 0)).isEmpty();
    stopped(
        scene,
        "fault: a compartment touched memory of another one",
        "compartment " + compartment,
        "function zmalloc_used_memory",
        "whose: compartment app");
  }

  /** A10: the network stack may make no threads at all, the scheduler only at entries. */
  @Test
  void threadsBeginAtEntriesOnly() {
    Scene scene = start("sched");
    long function = address("sched", "zmalloc_used_memory");
    byte[] answer =
        scene.intruder.ask(Operation.SYSTEM_CALL, THREAD_CREATE, function).orElseThrow();
    assertThat(Intruder.number(answer)).isEqualTo(-EINVAL);
    assertThat(scene.guest.shutdown().status()).isZero();
    Scene other = start("net");
    assertThat(other.intruder.ask(Operation.SYSTEM_CALL, THREAD_CREATE, function)).isEmpty();
    stopped(other, UNDECLARED, "library intruder, compartment net");
  }

  /** A24: availability is the scheduler's; a watchdog ends the run. */
  @Test
  void theSchedulerStarvesRedisAndHasNothingOfIt() {
    Scene scene =
        start(
            "sched",
            "--",
            "flexos.watchdog=2",
            "--",
            "/redis.conf",
            "--dir",
            "/data",
            "--appendonly",
            "yes");
    assertThat(scene.intruder.ask(Operation.SPIN, 0, 0)).isEmpty();
    stopped(scene, "watchdog", "compartment sched");
  }
}
