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
import redis.clients.jedis.Jedis;

/**
 * Redis with an intruder in one of its compartments. The secret is a value that was loaded from a
 * volume, and that no client has asked for.
 */
final class InvadedRedis {
  static final String UNDECLARED =
      "fault: a system call that no library of its compartment declares";
  static final String TOUCHED = "fault: a compartment touched memory of another one";
  static final String NOT_THEIRS =
      "a pointer argument to memory that the caller itself may not use";
  private static final String APPLICATION = "os/tests/redis";
  private static final int REPORTED = 139;

  /** From a Redis object to the text that lies in it: object.c, createEmbeddedStringObject. */
  private static final long TEXT = 16 + 3;

  private static final Pattern PLACE = Pattern.compile("at:0x([0-9a-f]+)");

  private final Path folder;
  final String secret;

  InvadedRedis(Path folder) throws IOException {
    this.folder = folder;
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
  record Scene(RedisGuest guest, Intruder intruder) {
    /** What a function says that the intruder calls with at most three numbers. */
    long call(long function, long... numbers) {
      var all = new long[numbers.length + 1];
      all[0] = function;
      System.arraycopy(numbers, 0, all, 1, numbers.length);
      return Intruder.number(intruder.ask(Operation.CALL, all).orElseThrow());
    }

    /** What a system call says that the intruder makes. */
    long systemCall(long... numbers) {
      return Intruder.number(intruder.ask(Operation.SYSTEM_CALL, numbers).orElseThrow());
    }

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

  Scene start(String profile, String... more) {
    int port = Loopback.freePort();
    var options = new ArrayList<String>();
    if (!profile.equals("none")) {
      options.addAll(List.of("--profile", profile));
    }
    options.addAll(List.of("-p", port + ":7777", "--volume", folder.resolve("volume") + ":/data"));
    options.addAll(List.of(more));
    return new Scene(new RedisGuest(APPLICATION, options), new Intruder(port));
  }

  /** Where a function lies in the image of a profile. */
  long address(String profile, String function) {
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

  void stopped(Scene scene, String... words) {
    Cli.Result result = scene.guest().result();
    assertThat(result.status()).as(result.err()).isEqualTo(REPORTED);
    assertThat(result.err()).contains(words).doesNotContain(secret);
    assertThat(result.out()).doesNotContain(secret);
  }
}
