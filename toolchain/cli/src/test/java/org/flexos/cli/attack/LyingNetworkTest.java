package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.flexos.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack A18: a network stack that claims to have received more than the buffer holds. */
@Tag("guest")
class LyingNetworkTest {
  private static final String APPLICATION = "os/tests/liar";
  private static final String SAFE = ", nothing else written\n";

  @TempDir private Path folder;

  private static Guard.Change lie(String claim) {
    return new Guard.Change(
        "os/external/lwip/glue/sockets.c",
        "    kick_if_looped();\n    return got;",
        "    kick_if_looped();\n    if (got > 0) got = " + claim + ";\n    return got;");
  }

  private String run(List<Guard.Change> changes) throws IOException {
    Path home = SourceCopy.make(folder, changes);
    Path application = Files.createDirectories(home.resolve(APPLICATION));
    for (String file : List.of("kraft.yaml", "library.yaml", "main.c")) {
      Files.copy(Cli.home().resolve(APPLICATION).resolve(file), application.resolve(file));
    }
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            home,
            Cli.cache(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            "run",
            "--timeout",
            "60",
            application.toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String[] lines(String result) {
    return new String[] {
      "read: " + result + SAFE, "recvfrom: " + result + SAFE, "recvmsg: " + result + SAFE
    };
  }

  @Test
  void anHonestStackIsBelieved() throws IOException {
    assertThat(run(List.of())).contains(lines("8"));
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
    assertThat(run(changes)).contains("read: 200" + SAFE, "recvfrom: 200" + SAFE);
  }
}
