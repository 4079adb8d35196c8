package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/**
 * What an intruder asks others for: the trusted base, cards, the scheduler, the network stack,
 * Redis's own compartment.
 */
@Tag("guest")
class HostileCallsTest {
  private static final long EINVAL = 22;
  private static final long EBADF = 9;
  private static final long EBUSY = 16;
  private static final long THREAD_CREATE = 5;
  private static final long DEVICE_OPEN = 12;
  private static final long TYPE_9P = 9;
  private static final long SET_FS = 19;
  private static final int LENGTH = 64;

  @TempDir private Path folder;
  private InvadedRedis redis;

  @BeforeEach
  void storeTheSecret() throws IOException {
    redis = new InvadedRedis(folder);
  }

  /** A7 by what another compartment prints: pointers are asked for by ring 0, with own rights. */
  @Test
  void nobodyElsePrintsAValue() {
    long gate = redis.address("net", "__fxc.lwip.uk_console_write");
    Scene scene = redis.start("net");
    assertThat(scene.intruder().ask(Operation.CALL, gate, scene.place(), LENGTH)).isEmpty();
    redis.stopped(scene, InvadedRedis.NOT_THEIRS);
  }

  /** A17: texts are pointers, too. */
  @Test
  void noParameterHasTheNameOfAValue() {
    long gate = redis.address("net", "__fxc.lwip.uk_libparam_number");
    Scene scene = redis.start("net");
    assertThat(scene.intruder().ask(Operation.CALL, gate, scene.place(), 0)).isEmpty();
    redis.stopped(scene, InvadedRedis.NOT_THEIRS);
  }

  /** A8: the card would send what no compartment may read; the control is DmaControlTest. */
  @Test
  void noCardSendsAValue() {
    Scene scene = redis.start("net");
    assertThat(scene.intruder().ask(Operation.DMA, scene.place(), LENGTH)).isEmpty();
    redis.stopped(scene, "a device was to be given memory outside its compartment's DMA pool");
    Scene other = redis.start("sched");
    assertThat(other.intruder().ask(Operation.DMA, other.place(), LENGTH)).isEmpty();
    redis.stopped(other, InvadedRedis.UNDECLARED, "library intruder, compartment sched");
  }

  /** A7: the volume's device would read files for whoever has it. */
  @Test
  void theVolumeBelongsToRedis() {
    Scene scene = redis.start("net");
    assertThat(scene.systemCall(DEVICE_OPEN, TYPE_9P, 0, 1)).isEqualTo(-EBUSY);
    assertThat(scene.guest().shutdown().status()).isZero();
  }

  /** A10: what is an entry for others is none for a thread; a gate would have to be passed. */
  @Test
  void theSchedulerStartsNothingInOtherCompartments() {
    Scene scene = redis.start("sched");
    long entry = redis.address("sched", "__fxe.musl.glue_threads.begin");
    assertThat(scene.systemCall(THREAD_CREATE, entry)).isEqualTo(-EINVAL);
    assertThat(scene.guest().shutdown().status()).isZero();
  }

  /** A10: the thread-local variables that musl believes in are its own business. */
  @ParameterizedTest
  @ValueSource(strings = {"net", "sched"})
  void nobodyElseMovesThreadLocalVariables(String compartment) {
    Scene scene = redis.start(compartment);
    assertThat(scene.intruder().ask(Operation.SYSTEM_CALL, SET_FS, scene.place())).isEmpty();
    redis.stopped(scene, InvadedRedis.UNDECLARED, "library intruder, compartment " + compartment);
  }

  /** A10, A11: stacks and saved stack pointers of Redis's threads, where the layout has them. */
  @ParameterizedTest
  @CsvSource({"sched, 0x5001f000", "net, 0x5001f000", "sched, 0x40001000", "net, 0x40001000"})
  void stacksAndGateWordsAreTheirOwners(String compartment, String address) {
    Scene scene = redis.start(compartment);
    assertThat(scene.intruder().ask(Operation.WRITE, Long.decode(address), 'y')).isEmpty();
    redis.stopped(scene, InvadedRedis.TOUCHED, "compartment " + compartment);
  }

  /** A21: everybody is woken and interrupted for nothing; Redis answers as before. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "net", "sched"})
  void redisBearsToBeWokenForNothing(String compartment) {
    Scene scene = redis.start(compartment);
    try (Jedis client = scene.guest().connect()) {
      for (int i = 0; i < 20; i++) {
        scene.intruder().ask(Operation.DISTURB).orElseThrow();
        assertThat(client.set("k" + i, "v" + i)).isEqualTo("OK");
        assertThat(client.get("k" + i)).isEqualTo("v" + i);
      }
      assertThat(client.get("secret")).isEqualTo(redis.secret);
    }
    assertThat(scene.guest().shutdown().status()).isZero();
  }

  /** A7, A17 the other way: a Redis gone bad has the network stack write over its own memory. */
  @ParameterizedTest
  @CsvSource({"uk_inet_receive, 1", "uk_inet_send, 1", "uk_inet_name, 2"})
  void theNetworkStackIsNoDeputyOfRedis(String function, int pointer) {
    long gate = redis.address("app", "__fxc.posix_socket." + function);
    long theirs = redis.address("app", "outputs");
    Scene scene = redis.start("app");
    long[] numbers = {gate, 0, LENGTH, LENGTH};
    numbers[1 + pointer] = theirs;
    assertThat(scene.intruder().ask(Operation.CALL, numbers)).isEmpty();
    redis.stopped(scene, InvadedRedis.NOT_THEIRS);
  }

  /** A20: lwIP would take packets and interfaces to be what its own memory has there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "__fxe.ip4_input",
        "__fxe.lwip.src_core_netif.netif_loop_output_ipv4",
        "__fxe.lwip.src_core_netif.netif_null_output_ip4"
      })
  void theNetworkStackTakesNoPacketsOfRedis(String entry) {
    long thunk = redis.address("app", entry);
    long theirs = redis.address("app", "outputs");
    Scene scene = redis.start("app");
    assertThat(scene.intruder().ask(Operation.CALL, thunk, theirs, theirs, theirs)).isEmpty();
    redis.stopped(scene, InvadedRedis.NOT_THEIRS);
  }

  /** A17, A21: sockets that are not, were, or cannot be asked that; lengths that nobody has. */
  @Test
  void oddNumbersAreErrors() {
    long receive = redis.address("app", "__fxc.posix_socket.uk_inet_receive");
    long close = redis.address("app", "__fxc.posix_socket.uk_inet_close");
    long place = redis.address("app", "answer");
    Scene scene = redis.start("app");
    for (long socket :
        new long[] {-1, 4095, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40}) {
      assertThat(scene.call(receive, socket, place, LENGTH)).as("" + socket).isNegative();
    }
    assertThat(scene.call(receive, -1, place, 1L << 62)).isEqualTo(-EBADF);
    assertThat((int) scene.call(close, 4095, 0, 0)).isEqualTo((int) -EBADF);
    assertThat(scene.guest().shutdown().status()).isZero();
  }
}
