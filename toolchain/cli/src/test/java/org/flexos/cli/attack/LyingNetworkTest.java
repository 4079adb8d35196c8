package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack A18: a network stack, or a scheduler, that says what cannot be. */
@Tag("guest")
class LyingNetworkTest {
  private static final String LWIP = "os/external/lwip/glue/sockets.c";
  private static final String SCHEDULER = "os/lib/uksched/sched.c";
  private static final String SAFE = ", nothing else written\n";

  @TempDir private Path folder;

  private static Guard.Change lie(String claim) {
    return new Guard.Change(
        LWIP,
        "    kick_if_looped();\n    return got;",
        "    kick_if_looped();\n    if (got > 0) got = " + claim + ";\n    return got;");
  }

  private String run(List<Guard.Change> changes, String... options) throws IOException {
    Cli.Result result = new ChangedGuest("os/tests/liar", folder).run(changes, options);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  private static String[] lines(String result) {
    return new String[] {
      "read: " + result + SAFE, "recvfrom: " + result + SAFE, "recvmsg: " + result + SAFE
    };
  }

  @Test
  void anHonestStackIsBelieved() throws IOException {
    assertThat(run(List.of()))
        .contains(lines("8"))
        .contains("bind: 0\n", "listen: 0\n")
        .contains("getsockname: 0, 16 bytes\n", "getpeername: 0, 16 bytes\n", "names: 0" + SAFE);
  }

  /** 17 is one more than there is room for. */
  @ParameterizedTest
  @ValueSource(strings = {"17", "0x7fffffff", "1L << 62", "-4096", "1UL << 63"})
  void aClaimThatCannotBeIsAnError(String claim) throws IOException {
    assertThat(run(List.of(lie(claim)))).contains(lines("-5"));
  }

  /** The control: whoever calls would believe it. The gate copies no more even so. */
  @Test
  void withoutTheCheckTheClaimIsPassedOn() throws IOException {
    var changes = new ArrayList<>(List.of(lie("200")));
    changes.add(
        new Guard.Change(
            "os/lib/posix-socket/transfer.c", "return impossible ? -EIO : n;", "return n;"));
    changes.add(
        new Guard.Change("os/lib/vfscore/mount.c", "return impossible ? -EIO : n;", "return n;"));
    changes.add(
        new Guard.Change("os/lib/posix-uio/include/uk/vector.h", "return -5;", "return result;"));
    assertThat(run(changes)).contains("read: 200" + SAFE, "recvfrom: 200" + SAFE);
  }

  /** No address of the Internet is longer than 28 bytes, and what is done is done or an error. */
  @ParameterizedTest
  @CsvSource({"29", "128", "0x7fffffff", "-5000"})
  void anAddressThatCannotBeIsAnError(String claim) throws IOException {
    var changes =
        List.of(
            new Guard.Change(
                LWIP,
                "long uk_inet_name(int socket, int peer, void *address, size_t bytes)\n{",
                "long uk_inet_name(int socket, int peer, void *address, size_t bytes)\n{\n"
                    + "    if (socket >= 0) return "
                    + claim
                    + ";\n"),
            new Guard.Change(
                LWIP,
                "int uk_inet_listen(int socket, int backlog)\n{",
                "static int honest(int socket, int backlog);\n"
                    + "int uk_inet_listen(int socket, int backlog)\n{\n"
                    + "    return honest(socket, backlog) + 7;\n}\n"
                    + "static int honest(int socket, int backlog)\n{"));
    assertThat(run(changes))
        .contains("listen: -5\n", "getsockname: -5, 16 bytes\n", "getpeername: -5, 16 bytes\n")
        .contains("names: 0" + SAFE);
  }

  /** A wait that says a number is a wait: nobody takes it for bytes or a descriptor. */
  @ParameterizedTest
  @ValueSource(strings = {"200", "0x7fffffff", "-9", "-5000"})
  void aLyingSchedulerIsNotBelieved(String claim) throws IOException {
    assertThat(run(List.of(schedulerSays(claim)), "--profile", "sched", "--", "wait"))
        .contains("waited: 8" + SAFE);
  }

  /** The control: the 12 is taken for the number of a connection, which there is not. */
  @Test
  void withoutTheCheckTheSchedulerIsBelieved() throws IOException {
    var changes =
        List.of(
            schedulerSays("12"),
            new Guard.Change(
                "os/lib/vfscore/file.c",
                "return result == -ETIMEDOUT || result == -EINTR ? result : 0;",
                "return result;"));
    assertThat(run(changes, "--profile", "sched", "--", "wait")).contains("waited: -9" + SAFE);
  }

  /** Once the sender is there, the third thread. */
  private static Guard.Change schedulerSays(String claim) {
    return new Guard.Change(
        SCHEDULER,
        "return self->result;",
        "return thread_end > 2 ? (int)(" + claim + ") : self->result;");
  }
}
