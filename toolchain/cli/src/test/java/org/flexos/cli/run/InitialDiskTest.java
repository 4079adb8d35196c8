package org.flexos.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two runs of one image pack at once. */
class InitialDiskTest {
  @TempDir Path folder;

  private Path source(String name) throws IOException {
    Path source = Files.createDirectories(folder.resolve(name));
    Files.writeString(source.resolve("name"), "this is " + name);
    return source;
  }

  private Path build() throws IOException {
    return Files.createDirectories(folder.resolve("build"));
  }

  private InitialDisk disk(Path source) throws IOException {
    return InitialDisk.of(Optional.of(source), folder, build().resolve("image.elf"));
  }

  private static String content(InitialDisk disk) throws IOException {
    return Files.readString(disk.file().orElseThrow());
  }

  @Test
  void oneRunNeverReadsWhatAnotherPacks() throws IOException {
    try (InitialDisk first = disk(source("one"))) {
      try (InitialDisk second = disk(source("two"))) {
        assertThat(content(first)).contains("this is one").doesNotContain("this is two");
        assertThat(content(second)).contains("this is two");
      }
      assertThat(content(first)).contains("this is one");
    }
    assertThat(build()).isEmptyDirectory();
  }

  @Test
  void aFolderThatChangesChangesNoDiskThatWasPacked() throws IOException {
    Path source = source("one");
    try (InitialDisk first = disk(source)) {
      Files.writeString(source.resolve("name"), "changed");
      try (InitialDisk second = disk(source)) {
        assertThat(content(first)).contains("this is one");
        assertThat(content(second)).contains("changed");
      }
    }
  }

  @Test
  void tapesAreOfOneGuestToo() throws IOException {
    Path image = build().resolve("image.elf");
    Map<String, byte[]> one = Map.of("tape", "one".getBytes());
    Map<String, byte[]> two = Map.of("tape", "two".getBytes());
    try (InitialDisk first = InitialDisk.with(one, folder, image);
        InitialDisk second = InitialDisk.with(two, folder, image)) {
      assertThat(content(first)).contains("one").doesNotContain("two");
      assertThat(content(second)).contains("two");
    }
  }

  @Test
  void whatCannotBePackedLeavesNothing() throws Exception {
    Path pipe = source("one").resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> disk(folder.resolve("one")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot read or pack " + folder.resolve("one"));
    assertThat(build()).isEmptyDirectory();
  }

  /** An archive is read where it is, and stays there. */
  @Test
  void anArchiveIsTheUsers() throws IOException {
    Path archive = folder.resolve("users.cpio");
    CpioArchive.write(source("one"), archive);
    try (InitialDisk disk = disk(archive)) {
      assertThat(disk.file()).contains(archive);
    }
    assertThat(archive).exists();
    assertThat(build()).isEmptyDirectory();
  }
}
