package org.flexos.cli.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.Cli;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.tape.Tape.Exchange;
import org.flexos.cli.tape.Tape.Phase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A counted load: exact, checked to the byte, and over when something is wrong with it. */
@Tag("guest")
class TapeTest {
  private static final int MEMORY_MIB = 64;
  private static final int REDIS = 6379;

  @TempDir private Path folder;

  private BuildRequest request(String profile) {
    return new BuildRequest(
        Cli.home().resolve("apps/redis"),
        Optional.of(profile),
        Optional.empty(),
        Optional.of(folder.resolve(profile + ".elf")));
  }

  private List<TapeFigures> play(String profile, Tape tape) {
    return new TapeRun(Cli.session(1), Duration.ofMinutes(10))
        .run(request(profile), tape, MEMORY_MIB, List.of());
  }

  private static Exchange exchange(String request, String reply) {
    return new Exchange(
        request.getBytes(StandardCharsets.US_ASCII), reply.getBytes(StandardCharsets.US_ASCII));
  }

  private static Tape tape(int port, int connections, Exchange exchange) {
    return new Tape(port, connections, List.of(new Phase("only", 4, 2, true, List.of(exchange))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "three-way"})
  void twoRunsGiveTheSameFigures(String profile) {
    Tape tape = RedisTape.of(30, List.of(16, 1), 960);
    List<TapeFigures> once = play(profile, tape);
    assertThat(once)
        .extracting(TapeFigures::phase)
        .containsExactly("get-16", "set-16", "get-1", "set-1");
    assertThat(once)
        .allSatisfy(
            f -> {
              assertThat(f.requests()).isEqualTo(960);
              assertThat(f.instructionsPerRequest()).isBetween(1000.0, 50_000.0);
              assertThat(f.deviceInstructions()).isPositive();
            });
    assertThat(play(profile, tape)).isEqualTo(once);
  }

  @Test
  void callsOfGatesAreCountedPerRequest() {
    BuildRequest request = request("three-way");
    List<TapeCalls> calls =
        TapeCalls.of(
            RedisTape.of(30, List.of(1), 480),
            tape ->
                new TapeRun(Cli.session(1), Duration.ofMinutes(10))
                    .calls(request, tape, MEMORY_MIB, List.of()));
    assertThat(calls).extracting(TapeCalls::phase).containsExactly("get-1", "set-1");
    assertThat(calls)
        .allSatisfy(
            c ->
                assertThat(c.gates())
                    .filteredOn(g -> g.function().equals("uk_inet_receive"))
                    .extracting(c::perRequest)
                    .containsExactly(1.0));
  }

  /** More clients than the listener's shortest queue takes, and than the card has buffers. */
  @Test
  void manyClientsAreServed() {
    Tape tape = RedisTape.of(300, List.of(1), 600);
    assertThat(play("three-way", tape)).hasSize(2);
  }

  /** What does not fit into a segment, and is more than half of a window. */
  @Test
  void longRequestsAndRepliesGoThroughWindows() {
    String value = "x".repeat(40_000);
    Exchange set = exchange("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$40000\r\n" + value + "\r\n", "+OK\r\n");
    Exchange get = exchange("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "$40000\r\n" + value + "\r\n");
    var phases =
        List.of(
            new Phase("set", 40, 4, true, List.of(set)),
            new Phase("get", 40, 4, true, List.of(get)));
    assertThat(play("three-way", new Tape(REDIS, 5, phases))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PING | +PONK | a wrong reply (phase only, replies to come: 4)",
        "NONSENSE | +PONG | expected \"+PONG\\r\\n\", got \"-ERR unknown",
        "QUIT | +OK | the guest has closed the connection",
        "BLPOP a 0 | +OK | no progress: no reply has come",
      })
  void whatGoesWrongEndsTheRunAndIsNamed(String request, String reply, String message) {
    Tape tape = tape(REDIS, 1, exchange(request + "\r\n", reply + "\r\n"));
    assertThatThrownBy(() -> play("none", tape))
        .hasMessageContaining("the guest ended with status 1")
        .hasMessageContaining(message);
  }

  @Test
  void nobodyListens() {
    Tape tape = tape(REDIS + 1, 2, exchange("PING\r\n", "+PONG\r\n"));
    assertThatThrownBy(() -> play("none", tape))
        .hasMessageContaining("no progress: not all connections were accepted");
  }

  /** What is measured is what users get: but for ring 0, the two images are one. */
  @Test
  void onlyTheTrustedBaseKnowsOfTheDevice() throws IOException {
    BuildRequest request = request("three-way");
    var shipped = new BuildPipeline(Cli.session(1)).build(request);
    assertThat(Files.readString(shipped.files().image(), StandardCharsets.ISO_8859_1))
        .doesNotContain(Tape.FILE);
    var measured = new BuildPipeline(Cli.session(1)).build(request.with("tapenet"));
    assertThat(Files.readString(measured.files().image(), StandardCharsets.ISO_8859_1))
        .contains(Tape.FILE);
    assertThat(measured.planned().plan().bindings()).isEqualTo(shipped.planned().plan().bindings());
    assertThat(measured.planned().plan().domains()).isEqualTo(shipped.planned().plan().domains());
  }
}
