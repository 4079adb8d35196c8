package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders of the host in the guest: what is written there, what survives, what the user is told.
 */
@Tag("guest")
class VolumeTest {
  private static final String APPLICATION = Cli.home().resolve("os/tests/volume").toString();
  private static final int RECORD = 16;

  @TempDir private Path folder;

  private Cli.Result run(String... more) {
    var command = new ArrayList<>(List.of("run", APPLICATION, "--volume", folder + ":/data"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private static Cli.Result runWithout(String... more) {
    var command = new ArrayList<>(List.of("run", APPLICATION, "--timeout", "60"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void everyOperationReachesTheHost(String driver) throws IOException {
    Cli.Result result = run("--driver", driver, "--timeout", "120");
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains("volume: all passed");
    assertThat(result.status()).isZero();
    assertThat(folder.resolve("kept")).hasContent("kept by the host\n");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("kept"));
    }
  }

  /** Files, the file system of the host's folders and the channel to it, each by itself. */
  @Test
  void everyOperationReachesTheHostAcrossPrivateCompartments() {
    Cli.Result result = run("--profile", "apart", "--timeout", "120");
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains("volume: all passed");
    assertThat(result.status()).isZero();
    assertThat(folder.resolve("kept")).hasContent("kept by the host\n");
  }

  @Test
  void everyOperationReachesTheHostOverPci() {
    Cli.Result result = run("--machine", "q35", "--timeout", "120");
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains("volume: all passed");
    assertThat(result.status()).isZero();
  }

  @Test
  void whatWasWrittenIsThereInTheNextGuest() {
    for (int i = 1; i <= 3; i++) {
      assertThat(run("--timeout", "60", "--", "add").out())
          .isEqualTo("volume: " + i + " records\n");
    }
    assertThat(folder.resolve("log"))
        .hasContent("record 00000000\nrecord 00000001\nrecord 00000002\n");
  }

  @Test
  void theGuestSeesWhatTheHostMade() throws IOException {
    Files.writeString(folder.resolve("text"), "seven\n\n");
    Files.createDirectory(folder.resolve("sub"));
    Cli.Result result = run("--timeout", "60", "--", "show");
    assertThat(result.out().lines())
        .anyMatch("text type 8 size 7"::equals)
        .anyMatch(l -> l.startsWith("sub type 4 size "))
        .hasSize(2);
  }

  /** The guest is killed while it writes: what it was told to be safe is in the file, whole. */
  @Test
  void noAcknowledgedRecordIsLostWhenTheGuestIsKilled() throws IOException {
    Cli.Result killed = run("--timeout", "6", "--", "forever");
    assertThat(killed.status()).isEqualTo(124);
    long acknowledged = killed.out().lines().filter(l -> l.matches("acknowledged \\d+")).count();
    assertThat(acknowledged).isPositive();
    String log = Files.readString(folder.resolve("log"));
    assertThat(log.length() / RECORD).isGreaterThanOrEqualTo((int) acknowledged);
    for (int i = 0; i < acknowledged; i++) {
      assertThat(log.substring(i * RECORD, (i + 1) * RECORD))
          .isEqualTo("record %08d%n".formatted(i));
    }
    assertThat(run("--timeout", "60", "--", "add").status()).isZero();
  }

  @Test
  void aMissingFolderIsRefusedBeforeTheStart() {
    Path none = folder.resolve("none");
    Cli.Result result = runWithout("--volume", none + ":/data");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            "error: --volume "
                + none
                + ":/data: no such folder: "
                + none
                + "; make it first: mkdir -p "
                + none
                + "\n");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Cli.Result result = runWithout("--volume", file + ":/data");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).endsWith(file + " is a file; name a folder\n");
  }

  @Test
  void anUnreadableFolderIsRefused() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root reads every folder");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assertThat(closed.toFile().setReadable(false)).isTrue();
    Cli.Result result = runWithout("--volume", closed + ":/data");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("cannot be read by this user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "data:", ":/data", "x:y", "x:/with blank"})
  void whatIsNoVolumeIsRefused(String text) {
    Cli.Result result = runWithout("--volume", text);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            "error: --volume "
                + text
                + ": not a folder and where the guest has it (allowed:"
                + " HOSTDIR:/path, without blanks or quotes in /path)\n");
  }

  @Test
  void anImageThatCannotMountSaysWhatItLacks() {
    String example = Cli.home().resolve("apps/flexos-example").toString();
    Cli.Result result = Cli.run("run", example, "--volume", folder + ":/data");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            "error: volumes: this image cannot mount /data; put 9pfs under libraries in kraft.yaml\n");
  }

  @Test
  void aFolderThatNoDeviceHasEndsTheGuestWithItsName() {
    Cli.Result result = runWithout("--", "vfs.mount=9p:none:/data", "--", "show");
    assertThat(result.status()).isEqualTo(134);
    assertThat(result.out())
        .contains("9pfs: the folder with tag none cannot be mounted on /data: error 19");
  }
}
