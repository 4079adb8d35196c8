package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * TCP from outside, against an echo server in a guest whose lwip is in a compartment of its own, or
 * not.
 */
@Tag("guest")
class NetworkTest {
  private static final int CONNECTIONS = 200;
  private static final int LARGE = 16 << 20;
  private static final long SEED = 20220228;
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(5);

  /** Of boots, on a machine that others may keep busy. */
  private static final int TRIES = 3;

  private static final int TICKS_PER_SECOND = 100;

  /** Of at most 20 seconds; 3 % of a core are 60. */
  private static final int POLLING_TICKS = 70;

  @ParameterizedTest
  @CsvSource({
    "os/tests/inet,--driver,intel-pku",
    "os/tests/net,--driver,intel-pku",
    "os/tests/net,--profile,three-way",
    "os/tests/net,--profile,socket-apart",
    "os/tests/net,--driver,fcalls",
  })
  void servesManyConnectionsLargeTransfersAndRudeClients(
      String application, String option, String value) throws IOException {
    try (var guest = new EchoGuest(application, List.of(option, value), List.of())) {
      manyConnections(guest);
      resets(guest);
      halfCloses(guest);
      largeTransfer(guest);
      slowReader(guest);
      Cli.Result result = guest.quit();
      assertThat(result.out())
          .contains("network: address 10.0.2.15, mask 255.255.255.0, gateway 10.0.2.2 (DHCP)")
          .contains("done")
          .doesNotContain("FAIL");
      assertThat(result.status()).isZero();
    }
  }

  /** Unless the guest holds what comes too early, QEMU asks it again only after six seconds. */
  @Test
  void whoConnectsDuringTheBootIsAnsweredAtOnce() {
    var options = List.of("--driver", "intel-pku");
    assertThat(Stream.generate(() -> EchoGuest.firstAnswer("os/tests/inet", options)).limit(TRIES))
        .anyMatch(waited -> waited.compareTo(ASKED_AGAIN) < 0);
  }

  private static void manyConnections(EchoGuest guest) throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(guest.connect());
        EchoGuest.echo(sockets.get(i), "connection " + i);
      }
      for (int i = CONNECTIONS; i-- > 0; ) {
        EchoGuest.echo(sockets.get(i), "again " + i);
      }
    } finally {
      for (Socket s : sockets) {
        s.close();
      }
    }
  }

  /** With linger 0, close sends RST; the server must go on. */
  private static void resets(EchoGuest guest) throws IOException {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = guest.connect()) {
        EchoGuest.echo(socket, "rude");
        socket.getOutputStream().write(new byte[1000]);
        socket.setSoLinger(true, 0);
      }
    }
  }

  /** What was sent before the end comes back, then the other end. */
  private static void halfCloses(EchoGuest guest) throws IOException {
    try (Socket socket = guest.connect()) {
      socket.getOutputStream().write("last words".getBytes());
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("last words");
    }
  }

  private static void largeTransfer(EchoGuest guest) throws IOException {
    var data = new byte[LARGE];
    new Random(SEED).nextBytes(data);
    try (Socket socket = guest.connect()) {
      CompletableFuture<Void> writer = write(socket, data);
      byte[] back = socket.getInputStream().readAllBytes();
      writer.join();
      assertThat(Arrays.equals(back, data))
          .as("%d bytes came back as they went", back.length)
          .isTrue();
    }
  }

  /** Others are served while one client does not read; what it is owed comes in the end. */
  private static void slowReader(EchoGuest guest) throws IOException {
    var data = new byte[1 << 20];
    new Random(SEED).nextBytes(data);
    try (Socket slow = guest.connect(Optional.of(4096))) {
      CompletableFuture<Void> writer = write(slow, data);
      for (int i = 0; i < 20; i++) {
        try (Socket other = guest.connect()) {
          EchoGuest.echo(other, "meanwhile");
        }
      }
      byte[] back = slow.getInputStream().readAllBytes();
      writer.join();
      assertThat(Arrays.equals(back, data)).isTrue();
    }
  }

  private static CompletableFuture<Void> write(Socket socket, byte[] data) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void takesItsAddressFromParameters() {
    List<String> parameters =
        List.of(
            "--",
            "netdev.ipv4_addr=10.0.2.77",
            "netdev.ipv4_gw_addr=10.0.2.2",
            "netdev.ipv4_subnet_mask=255.255.0.0",
            "--");
    try (var guest = new EchoGuest("os/tests/inet", List.of(), parameters)) {
      assertThat(guest.quit().out())
          .contains("network: address 10.0.2.77, mask 255.255.0.0, gateway 10.0.2.2 (parameters)");
    }
  }

  @Test
  void leavesTheHostAloneWhileNobodyTalksToIt() throws Exception {
    try (var guest = new EchoGuest("os/tests/inet", List.of(), List.of())) {
      long pid = guest.process().pid();
      Thread.sleep(1500);
      long before = ticks(pid);
      Thread.sleep(3000);
      double share = (ticks(pid) - before) / (3.0 * TICKS_PER_SECOND);
      assertThat(share).as("share of a core, idle").isLessThan(0.03);
    }
  }

  /** More than an idle guest may take in the same time. */
  @Test
  void looksForFramesAllTheTimeWhenAsked() throws Exception {
    List<String> parameters = List.of("--", "netdev.poll=1", "--");
    try (var guest = new EchoGuest("os/tests/inet", List.of(), parameters)) {
      long pid = guest.process().pid();
      long before = ticks(pid);
      for (int i = 0; i < 100 && ticks(pid) - before < POLLING_TICKS; i++) {
        Thread.sleep(200);
      }
      assertThat(ticks(pid) - before).isGreaterThanOrEqualTo(POLLING_TICKS);
      assertThat(guest.quit().status()).isZero();
    }
  }

  /** User and system time of a process; proc(5). */
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
