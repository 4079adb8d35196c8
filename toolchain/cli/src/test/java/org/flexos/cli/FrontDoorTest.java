package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code flexos} itself, in a repository and with programs that are small scripts. */
class FrontDoorTest {
  private static final long PATIENCE_S = 30;
  private static final long LOOK_AGAIN_MS = 10;

  /** Sleeps, after it has said so, when it is {@code $HANG}. */
  private static final String HANGS =
      """
      hang() {
        [ "${HANG:-}" = "$1" ] || return 0
        sleep 100 &
        echo "$$ $!" >"$STARTED.new"; mv "$STARTED.new" "$STARTED"
        wait
      }
      """;

  private static final String MVN =
      HANGS
          + """
          hang mvn
          while [ "$1" != -f ]; do shift; done
          target=$(dirname "$2")/cli/target
          mkdir -p "$target"
          echo jar >"$target/cli-0.1.0.jar"
          printf %s "$(dirname "$2")/model/target/classes:/lib/picocli.jar" >"$target/classpath.txt"
          """;

  private static final String JAVA =
      HANGS
          + """
          case "$*" in
            *ArchiveClassesAtExit*warm-up*) hang archive; exit 1 ;;
          esac
          hang command
          printf '%s\\n' "$@"
          locale charmap
          """;

  @TempDir private Path folder;

  private Path home;
  private Path cache;
  private Path temporary;

  @BeforeEach
  void makeRepository() throws IOException {
    home = Files.createDirectories(folder.resolve("Büro [a|b] & more/flexos"));
    cache = folder.resolve("a b/cache");
    temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.createDirectories(home.resolve("toolchain/cli"));
    Files.copy(Cli.home().resolve("flexos"), home.resolve("flexos"));
    for (String pom : List.of("toolchain/pom.xml", "toolchain/cli/pom.xml")) {
      Files.writeString(home.resolve(pom), "<project/>");
    }
    program("mvn", MVN);
    program("java", JAVA);
    program("javac", "echo javac 17.0.1");
    program("qemu-system-x86_64", "");
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private ProcessBuilder flexos(String... arguments) {
    var command = new ArrayList<>(List.of("bash", home.resolve("flexos").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("FLEXOS_CACHE", cache.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("STARTED", folder.resolve("started").toString());
    return builder;
  }

  private static String said(Process process, int status) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("toolchain"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void worksInFoldersOfAnyNameWithoutALocale() throws Exception {
    assertThat(said(flexos("doctor").start(), 0))
        .startsWith("flexos: building the toolchain\n")
        .contains("\n-Dflexos.home=" + home + "\n", "\n-Dflexos.cache=" + cache + "\n")
        .containsPattern("\n-cp\n.*/dist-\\w+/cli-0.1.0.jar:/lib/picocli.jar\n")
        .endsWith("\norg.flexos.cli.Main\ndoctor\nUTF-8\n");
  }

  @Test
  void removesOldBuildsAndNothingElse() throws Exception {
    Path other = Files.createDirectories(folder.resolve("a"));
    Path another = Files.createDirectories(cache.resolve("toolchain/new.killed")).getParent();
    for (int i = 1; i <= 4; i++) {
      Path old = Files.createDirectory(another.resolve("dist-" + i));
      Files.setLastModifiedTime(old, FileTime.from(Instant.ofEpochSecond(i)));
    }
    said(flexos("doctor").start(), 0);
    assertThat(left())
        .contains("dist-3", "dist-4")
        .doesNotContain("dist-1", "dist-2", "new.killed")
        .hasSize(6);
    assertThat(other).exists();
  }

  /** By SIGTERM: a background job may ignore SIGINT, which takes the same way. */
  @ParameterizedTest
  @CsvSource({"mvn, doctor, false", "archive, doctor, false", "command, build, true"})
  void leavesNothingWhenItIsEnded(String where, String command, boolean built) throws Exception {
    ProcessBuilder builder = flexos(command);
    builder.environment().put("HANG", where);
    Process process = builder.start();
    List<ProcessHandle> programs = started(process);
    assertThat(programs).hasSize(2);

    process.destroy();

    assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    for (ProcessHandle program : programs) {
      program.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
    }
    assertThat(left()).noneMatch(f -> f.startsWith("new."));
    assertThat(left().stream().anyMatch(f -> f.startsWith("dist-"))).isEqualTo(built);
    assertThat(temporary).isEmptyDirectory();
  }

  /** The program that hangs, and what it has started. */
  private List<ProcessHandle> started(Process process) throws Exception {
    Path note = folder.resolve("started");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!Files.exists(note) && process.isAlive() && System.nanoTime() < end) {
      Thread.sleep(LOOK_AGAIN_MS);
    }
    return Stream.of(Files.readString(note).strip().split(" "))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .toList();
  }

  @Test
  void saysWhatToSetWithoutAFolderForItsCache() throws Exception {
    ProcessBuilder builder = flexos("doctor");
    builder.environment().remove("FLEXOS_CACHE");
    assertThat(said(builder.start(), 69))
        .isEqualTo(
            "flexos: neither HOME nor FLEXOS_CACHE is set; set FLEXOS_CACHE to a folder for what is"
                + " built and fetched\n");
    builder.environment().put("FLEXOS_CACHE", "/dev/null/cache");
    assertThat(said(builder.start(), 69))
        .endsWith(
            "flexos: cannot make the folder above; set FLEXOS_CACHE to one that can be written\n");
    builder.environment().put("FLEXOS_CACHE", folder.resolve("a:b").toString());
    assertThat(said(builder.start(), 69)).contains("a colon in '" + home + "' or");
  }
}
