package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flexos.cli.Cli;
import org.flexos.cli.ExitCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** What users of Redis hear when something is wrong, and what is left of their data. */
@Tag("guest")
class RedisTroubleTest {
  private static final String APPLICATION = Cli.home().resolve("apps/redis").toString();
  private static final int ABORTED = 134;

  @TempDir private Path folder;

  private Cli.Result runWithFolder() {
    return Cli.run("run", APPLICATION, "--initrd", folder.toString(), "--timeout", "60");
  }

  @Test
  void aMistakeInTheConfigurationIsSaidAsRedisSaysIt() throws IOException {
    Files.writeString(folder.resolve("redis.conf"), "port 6379\nprot 6380\n");
    Cli.Result result = runWithFolder();
    assertThat(result.out())
        .contains(
            """
            *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
            Reading the configuration file, at line 2
            >>> 'prot 6380'
            Bad directive or wrong number of arguments
            """);
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void aConfigurationThatIsMissingIsSaidAsRedisSaysIt() {
    Cli.Result result = Cli.run("run", APPLICATION, "--timeout", "60", "--", "--", "/none.conf");
    assertThat(result.out()).contains("Fatal error, can't open config file '/none.conf'");
    assertThat(result.status()).isEqualTo(1);
  }

  /** With 63 of 64 MiB QEMU would put it over the image; with 57 little else would fit. */
  @ParameterizedTest
  @ValueSource(ints = {80, 63, 57})
  void aRamDiskThatLeavesNoRoomIsRefused(int size) throws IOException {
    Files.write(folder.resolve("zeros"), new byte[(size << 20) - 4096]);
    Cli.Result result = runWithFolder();
    assertThat(result.err())
        .containsPattern(
            "error: the initial RAM disk "
                + folder
                + " has "
                + size
                + " MiB, which a guest of 64 MiB has no room for;"
                + " raise it: -M \\d+ or more\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
  }

  /** Without a limit it is Redis that says so, once, and its status is the command's. */
  @ParameterizedTest
  @ValueSource(ints = {20, 1 << 20})
  void whatIsBeyondTheLimitEndsWithRedissReport(int bytes) {
    var options = List.of("--profile", "none", "-M", "32", "--", "--", "/redis.conf");
    try (var guest = new RedisGuest(options)) {
      try (Jedis client = guest.connect()) {
        assertThatThrownBy(() -> fill(client, new byte[bytes])).isInstanceOf(JedisException.class);
      }
      Cli.Result result = guest.result();
      assertThat(result.out())
          .containsOnlyOnce("Redis aborting for OUT OF MEMORY")
          .contains("REDIS BUG REPORT END");
      assertThat(result.status()).as(result.err()).isEqualTo(ABORTED);
    }
  }

  private static void fill(Jedis client, byte[] value) {
    int atOnce = value.length < 1000 ? 1000 : 1;
    for (int i = 0; i < 1000; i++) {
      var pipeline = client.pipelined();
      for (int j = 0; j < atOnce; j++) {
        pipeline.set(("k" + i + "." + j).getBytes(StandardCharsets.US_ASCII), value);
      }
      pipeline.sync();
    }
  }

  /** A snapshot is there in the next guest; an append-only file cannot be begun without fork. */
  @Test
  void aSnapshotSurvivesAndALogIsNotBegun() {
    var options = List.of("--volume", folder + ":/data", "--", "--", "...", "--dir", "/data");
    try (var guest = new RedisGuest(options);
        Jedis client = guest.connect()) {
      client.set("kept", "value");
      assertThat(client.save()).isEqualTo("OK");
      client.set("lost", "value");
      assertThatThrownBy(() -> client.configSet("appendonly", "yes")).hasMessageContaining("ERR");
      assertThat(client.configGet("appendonly")).containsEntry("appendonly", "no");
      assertThat(client.get("lost")).isEqualTo("value");
    }
    assertThat(folder.resolve("dump.rdb")).isNotEmptyFile();
    try (var guest = new RedisGuest(options);
        Jedis client = guest.connect()) {
      assertThat(client.get("kept")).isEqualTo("value");
      assertThat(client.get("lost")).isNull();
    }
  }
}
