package org.flexos.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
