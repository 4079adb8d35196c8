package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.flexos.cli.guest.Intruder.Operation;
import org.flexos.cli.guest.InvadedRedis.Scene;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Redis beside a network stack or a scheduler that an attacker has taken over. */
@Tag("guest")
class InvadedRedisTest {
  private static final long EINVAL = 22;
  private static final long CONSOLE_WRITE = 1;
  private static final long THREAD_CREATE = 5;
  private static final int LENGTH = 64;

  @TempDir private Path folder;
  private InvadedRedis redis;

  @BeforeEach
  void storeTheSecret() throws IOException {
    redis = new InvadedRedis(folder);
  }

  /** The controls: with all in one compartment, the same requests give what they are after. */
  @Test
  void withoutIsolationEveryAttackSucceeds() {
    long function = redis.address("none", "zmalloc_used_memory");
    Scene scene = redis.start("none");
    long place = scene.place();
    byte[] read = scene.intruder().ask(Operation.READ, place).orElseThrow();
    assertThat(new String(read, StandardCharsets.ISO_8859_1)).startsWith(redis.secret);
    byte[] used = scene.intruder().ask(Operation.CALL, function).orElseThrow();
    assertThat(Intruder.number(used)).isPositive();
    scene.intruder().ask(Operation.SYSTEM_CALL, CONSOLE_WRITE, place, LENGTH).orElseThrow();
    scene.intruder().ask(Operation.WRITE, place, 'y').orElseThrow();
    try (Jedis client = scene.guest().connect()) {
      assertThat(client.get("secret")).isEqualTo("y" + redis.secret.substring(1));
    }
    assertThat(scene.guest().shutdown().out()).contains(redis.secret);
  }

  /** A1 on a real application. */
  @ParameterizedTest
  @CsvSource({"net, READ", "net, WRITE", "sched, READ", "sched, WRITE"})
  void neitherNetworkNorSchedulerReachesAValue(String compartment, Operation operation) {
    Scene scene = redis.start(compartment);
    assertThat(scene.intruder().ask(operation, scene.place(), 'y')).isEmpty();
    redis.stopped(
        scene,
        InvadedRedis.TOUCHED,
        "library intruder, compartment " + compartment,
        operation == Operation.READ ? "read of 1 byte" : "write of 1 byte",
        "the private heap of compartment app");
  }

  /** A7: ring 0 as a deputy. */
  @ParameterizedTest
  @ValueSource(strings = {"net", "sched"})
  void noSystemCallPrintsAValue(String compartment) {
    Scene scene = redis.start(compartment);
    assertThat(scene.intruder().ask(Operation.SYSTEM_CALL, CONSOLE_WRITE, scene.place(), LENGTH))
        .isEmpty();
    redis.stopped(scene, InvadedRedis.UNDECLARED, "library intruder, compartment " + compartment);
  }

  /** A13: it runs, but with the intruder's rights. */
  @ParameterizedTest
  @ValueSource(strings = {"net", "sched"})
  void aFunctionThatIsNoEntryHasNoMoreRights(String compartment) {
    long function = redis.address(compartment, "zmalloc_used_memory");
    Scene scene = redis.start(compartment);
    assertThat(scene.intruder().ask(Operation.CALL, function)).isEmpty();
    redis.stopped(
        scene,
        InvadedRedis.TOUCHED,
        "compartment " + compartment,
        "function zmalloc_used_memory",
        "whose: compartment app");
  }

  /** A10: the network stack may make no threads at all, the scheduler only at entries. */
  @Test
  void threadsBeginAtEntriesOnly() {
    Scene scene = redis.start("sched");
    long function = redis.address("sched", "zmalloc_used_memory");
    assertThat(scene.systemCall(THREAD_CREATE, function)).isEqualTo(-EINVAL);
    assertThat(scene.guest().shutdown().status()).isZero();
    Scene other = redis.start("net");
    assertThat(other.intruder().ask(Operation.SYSTEM_CALL, THREAD_CREATE, function)).isEmpty();
    redis.stopped(other, InvadedRedis.UNDECLARED, "library intruder, compartment net");
  }

  /** A24: availability is the scheduler's; a watchdog ends the run. */
  @Test
  void theSchedulerStarvesRedisAndHasNothingOfIt() {
    Scene scene =
        redis.start(
            "sched",
            "--",
            "flexos.watchdog=2",
            "--",
            "/redis.conf",
            "--dir",
            "/data",
            "--appendonly",
            "yes");
    assertThat(scene.intruder().ask(Operation.SPIN)).isEmpty();
    redis.stopped(scene, "watchdog", "compartment sched");
  }
}
