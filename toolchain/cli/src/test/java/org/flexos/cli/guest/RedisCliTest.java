package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that users have: Debian's redis-cli. */
@Tag("guest")
@Tag("long")
class RedisCliTest {
  private static final int COMMANDS = 5000;
  private static final int VALUE = 1 << 20;

  @TempDir private Path folder;
  private int port;

  @BeforeEach
  void isThere() {
    HostProgram.assume("redis-cli");
  }

  private HostProgram.Result cli(String input, String... arguments)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("-p", Integer.toString(port)));
    line.addAll(Arrays.asList(arguments));
    return HostProgram.run(Files.writeString(folder.resolve("input"), input), "redis-cli", line);
  }

  private void says(String reply, String... arguments) throws IOException, InterruptedException {
    assertThat(cli("", arguments)).isEqualTo(new HostProgram.Result(0, reply + "\n"));
  }

  @Test
  void talksToTheGuestAsToAnyServer() throws Exception {
    try (var guest = new RedisGuest(List.of("--profile", "three-way"))) {
      port = guest.port;
      says("PONG", "ping");
      says("OK", "set", "greeting", "hello world");
      says("hello world", "get", "greeting");
      failures();
      pipe();
      assertThat(cli("v".repeat(VALUE), "-x", "set", "large").said()).isEqualTo("OK\n");
      says(Integer.toString(VALUE), "strlen", "large");
      assertThat(cli("", "--raw", "get", "large").said()).isEqualTo("v".repeat(VALUE) + "\n");
      assertThat(cli("", "shutdown", "nosave").status()).isZero();
      assertThat(guest.result().status()).isZero();
      assertThat(cli("", "ping"))
          .isEqualTo(
              new HostProgram.Result(
                  1, "Could not connect to Redis at 127.0.0.1:" + port + ": Connection refused\n"));
    }
  }

  /** An error is a reply; who asks for it gets it as a status. */
  private void failures() throws IOException, InterruptedException {
    HostProgram.Result result = cli("", "-e", "lpush", "greeting", "x");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.said()).startsWith("WRONGTYPE Operation against a key holding the wrong");
  }

  /** All at once, as for loading data; one of a second lot is refused. */
  private void pipe() throws IOException, InterruptedException {
    var commands = new StringBuilder();
    for (int i = 0; i < COMMANDS; i++) {
      commands.append("SET p").append(i).append(" v").append(i).append("\r\n");
    }
    HostProgram.Result all = cli(commands.toString(), "--pipe");
    assertThat(all.said()).contains("errors: 0, replies: " + COMMANDS);
    assertThat(all.status()).isZero();
    says(Integer.toString(COMMANDS + 1), "dbsize");
    says("v" + (COMMANDS - 1), "get", "p" + (COMMANDS - 1));
    HostProgram.Result some = cli("SET a b\r\nLPUSH a x\r\nGET a\r\n", "--pipe");
    assertThat(some.said()).contains("WRONGTYPE", "errors: 1, replies: 3");
    assertThat(some.status()).isEqualTo(1);
  }
}
