package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames through the network card, what a driver gone bad may not do, and what the user is told.
 */
@Tag("guest")
class DeviceTest {
  private static Cli.Result run(String... more) {
    return run("os/tests/netdev", more);
  }

  private static Cli.Result run(String application, String[] more) {
    var command = new String[more.length + 4];
    command[0] = "run";
    command[1] = Cli.home().resolve(application).toString();
    command[2] = "--timeout";
    command[3] = "60";
    System.arraycopy(more, 0, command, 4, more.length);
    return Cli.run(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void aFrameGoesOutAndItsAnswerComesBack(String driver) {
    Cli.Result result = run("--driver", driver);
    assertThat(result.out()).contains("netdev: gateway 52:55:0a:00:02:02");
    assertThat(result.status()).isZero();
  }

  @Test
  void aCardOnPciIsAsGood() {
    Cli.Result result = run("--machine", "q35");
    assertThat(result.out()).contains("netdev: gateway 52:55:0a:00:02:02");
    assertThat(result.status()).isZero();
  }

  /** Attack A8 again: the check is in front of either transport. */
  @Test
  void aCardOnPciIsGivenNothingOutsideThePoolOfItsDriver() {
    Cli.Result result = run("--machine", "q35", "--", "image");
    assertThat(result.status()).isEqualTo(139);
    assertThat(result.err())
        .contains("a device was to be given memory outside its compartment's DMA pool");
    assertThat(run("--machine", "q35", "--", "slot").out()).isEqualTo("submit: -22\nsubmit: 1\n");
  }

  /** Attack A8: the card would read or write whatever a descriptor names. */
  @ParameterizedTest
  @ValueSource(strings = {"image", "frame", "end", "wrap", "pool", "kernel"})
  void aCardIsGivenNothingOutsideThePoolOfItsDriver(String attack) {
    Cli.Result result = run("--", attack);
    assertThat(result.status()).isEqualTo(139);
    assertThat(result.out()).doesNotContain("submit");
    assertThat(result.err())
        .contains("a device was to be given memory outside its compartment's DMA pool")
        .contains("comp2");
  }

  /** The same call with a buffer in the pool: what is refused above is the address alone. */
  @Test
  void aBufferInThePoolIsAccepted() {
    Cli.Result result = run("--", "slot");
    assertThat(result.out()).isEqualTo("submit: -22\nsubmit: 1\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void aTakenPortIsReportedBeforeTheStartWithItsOwner() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String ports = taken.getLocalPort() + ":7";
      Cli.Result result = run("-p", ports);
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.err())
          .endsWith(
              "error: -p "
                  + ports
                  + ": port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1 cannot be had: it is in use by java (process "
                  + ProcessHandle.current().pid()
                  + "); choose another one: -p OTHER:7\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "os/tests/netdev|-p|80|error: -p 80: not a pair of ports (allowed: HOST:GUEST, ADDRESS:HOST:GUEST,"
            + " each with /tcp (the default) or /udp behind it; ports are 1 to 65535, ADDRESS is an IPv4"
            + " address of this machine (default: 127.0.0.1))",
        "os/tests/netdev|--net|bridge|error: --net bridge: unknown network (allowed: user, tap:NAME)",
        "apps/flexos-example|--net|tap:tap0|error: --net tap:tap0: this image has no network card; put lwip"
            + " and virtio-net under libraries in kraft.yaml",
      })
  void badNetworksAreRefused(String application, String option, String value, String message) {
    Cli.Result result = run(application, new String[] {option, value});
    assertThat(result.err()).endsWith(message + "\n");
    assertThat(result.status()).isEqualTo(1);
  }
}
