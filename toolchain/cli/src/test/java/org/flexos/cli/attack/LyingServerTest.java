package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A 9P server or transport that lies (attacks A17, A18). QEMU's server is honest, so its answers
 * are changed where they arrive, before uk9p sees them: r is the answer, n its bytes as the device
 * says.
 */
@Tag("guest")
class LyingServerTest {
  private static final String TRANSPORT = "os/lib/virtio-9p/virtio_9p.c";
  private static final int READ = 117;
  private static final int LIST = 41;
  private static final int VERSION = 101;

  @TempDir private Path folder;
  private Path volume;

  @BeforeEach
  void fillTheVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("text"), "seven..");
  }

  private static Guard.Change lie(int type, String statements) {
    return new Guard.Change(
        TRANSPORT,
        "            return u->answer_bytes[slot];",
        """
                {
                    uint8_t *r = u->long_request[slot] ? short_buffer(u, slot)
                                 : short_buffer(u, slot) + UK_9P_SHORT_MAX;
                    long n = u->answer_bytes[slot];
                    if (r[4] == %d) {
                        %s;
                    }
                    return n;
                }
        """
            .formatted(type, statements));
  }

  private Cli.Result run(List<Guard.Change> changes) throws IOException {
    return new ChangedGuest("os/tests/volume", folder.resolve("guest"))
        .run(changes, "--volume", volume + ":/data", "--", "lies");
  }

  private void says(List<Guard.Change> changes, String... lines) throws IOException {
    Cli.Result result = run(changes);
    assertThat(result.out()).as(result.err()).contains(lines).doesNotContain("FAIL");
    assertThat(result.status()).as(result.err()).isZero();
  }

  @Test
  void anHonestServerIsBelieved() throws IOException {
    says(List.of(), "read: 7\n", "list: 0\n");
  }

  /** Of messages: sizes, tag, type, counts, errors. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a size beyond the answer|r[3] = 0xff",
        "a size below the header|r[0] = 3, r[1] = r[2] = r[3] = 0",
        "more bytes than the buffer has|n = 1L << 40",
        "no bytes at all|n = 0",
        "a negative number of bytes|n = -4096",
        "another request's tag|r[5] ^= 1",
        "another request's answer|r[4] = 119",
        "a count beyond the answer|r[10] = 0x7f",
        "a count beyond what was asked for|n = 131072, r[0] = r[1] = 0, r[2] = 2, r[8] = 0xf0",
        "an error that is none|r[4] = 7, r[7] = r[8] = r[9] = r[10] = 0",
        "an error that is a pointer|r[4] = 7, r[7] = r[8] = r[9] = r[10] = 0x80",
      })
  void anAnswerThatCannotBeIsAnError(String what, String statements) throws IOException {
    says(List.of(lie(READ, statements)), "read: -5\n", "list: 0\n");
  }

  /** The first entry has 24 bytes, the length of its name and the name from 7 + 4 on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a name beyond the answer|for (int i = 11; i < n;) { r[i + 23] = 0xff; i = (int)n; }",
        "a name without a letter|for (int i = 0; i < 2; i++) r[11 + 22 + i] = 0",
        "a name that ends early|for (int i = 35; i < n; i++) r[i] = r[i] == 't' ? 0 : r[i]",
        "a path for a name|for (int i = 35; i < n; i++) r[i] = r[i] == 't' ? '/' : r[i]",
      })
  void anEntryThatCannotBeIsAnError(String what, String statements) throws IOException {
    says(List.of(lie(LIST, statements)), "read: 7\n", "list: -5\n");
  }

  @Test
  void aVersionOfLargerMessagesIsRefused() throws IOException {
    Cli.Result result = run(List.of(lie(VERSION, "r[10] = 1")));
    assertThat(result.out()).contains("cannot be mounted on /data: error 71");
    assertThat(result.status()).isEqualTo(134);
  }

  /** The control: what uk9p does not check is copied over what lies behind the buffer. */
  @Test
  void withoutTheCheckACountIsBelieved() throws IOException {
    var changes = new ArrayList<Guard.Change>();
    changes.add(
        lie(
            READ,
            "n = 131072, r[0] = r[1] = 0, r[2] = 2, r[8] = 8; for (int i = 20; i < 2000; i++)"
                + " r[i] = 1"));
    changes.add(
        new Guard.Change(
            "os/lib/uk9p/content.c", "if (!result && length > bytes)", "if (0 && length > bytes)"));
    assertThat(run(changes).out()).contains("FAIL: written behind the buffer");
  }
}
