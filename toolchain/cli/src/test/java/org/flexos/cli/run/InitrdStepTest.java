package org.flexos.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitrdStepTest {
  @TempDir Path folder;

  @Test
  void packsAFolderTheSameWayTwice() throws IOException {
    Path source = Files.createDirectories(folder.resolve("files/sub"));
    Files.writeString(source.resolve("b.txt"), "hello");
    Files.writeString(folder.resolve("files/a"), "x");
    Files.createSymbolicLink(folder.resolve("files/link"), Path.of("sub/b.txt"));
    Path first = pack("1.cpio");
    Path second = pack("2.cpio");
    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    String text = Files.readString(first, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("070701").contains("sub/b.txt\0", "hello", "TRAILER!!!\0");
    assertThat(text.indexOf("a\0")).isLessThan(text.indexOf("sub\0"));
    assertThat(text.length() % 4).isZero();
  }

  private Path pack(String name) {
    return InitrdStep.run(Optional.of(folder.resolve("files")), folder, folder.resolve(name))
        .orElseThrow();
  }

  @Test
  void applicationsOwnFolderIsTheDefault() throws IOException {
    assertThat(InitrdStep.run(Optional.empty(), folder, folder.resolve("x"))).isEmpty();
    Files.createDirectories(folder.resolve("initrd"));
    assertThat(InitrdStep.run(Optional.empty(), folder, folder.resolve("x"))).isPresent();
  }

  /** Whoever reads a pipe that nobody writes to waits for ever. */
  @Test
  void refusesPipes() throws Exception {
    Path pipe = Files.createDirectories(folder.resolve("files")).resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThatThrownBy(() -> pack("1.cpio"))
              .isInstanceOf(EnvironmentException.class)
              .hasMessageContaining(pipe + " is neither a file, a folder nor a symbolic link");
          assertThatThrownBy(() -> InitrdStep.run(Optional.of(pipe), folder, folder.resolve("x")))
              .isInstanceOf(UserErrorException.class)
              .hasMessageContaining(pipe + ": neither a file nor a folder");
        });
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("files"));
    }
  }

  @Test
  void refusesWhatIsMissingOrNoCpio() throws IOException {
    Path missing = folder.resolve("none.cpio");
    assertThatThrownBy(() -> InitrdStep.run(Optional.of(missing), folder, missing))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("none.cpio: no such file or folder");
    Path tar = Files.writeString(folder.resolve("x.tar"), "ustar");
    assertThatThrownBy(() -> InitrdStep.run(Optional.of(tar), folder, missing))
        .hasMessageContaining("x.tar: not a cpio archive")
        .hasMessageContaining("find . | cpio -o -H newc");
  }
}
