package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning beside builds, which are this process's locks: locks are between processes. */
class CleanTest {
  private static final long PATIENCE_S = 60;

  @TempDir private Path folder;
  private Path cache;

  @BeforeEach
  void make() throws IOException {
    cache = Files.createDirectory(folder.resolve("cache"));
  }

  private Process clean(String... what) throws IOException {
    String[] arguments = new String[what.length + 1];
    arguments[0] = "clean";
    System.arraycopy(what, 0, arguments, 1, what.length);
    ProcessBuilder builder = Cli.process(folder, arguments).redirectErrorStream(true);
    builder
        .command()
        .replaceAll(a -> a.startsWith("-Dflexos.cache=") ? "-Dflexos.cache=" + cache : a);
    return builder.start();
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(
        lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static void awaitSuccess(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void waitsForTheBuildInAFolder() throws Exception {
    Path application = Files.createDirectory(folder.resolve("application"));
    Files.writeString(application.resolve("kraft.yaml"), "");
    Path build = Files.createDirectory(application.resolve("build"));
    Path image = Files.writeString(build.resolve("image.elf"), "image");
    Process clean;
    try (FileChannel running = open(build.resolve(".lock"))) {
      running.lock();
      clean = clean(application.toString());
      assertThat(clean.inputReader().readLine()).isEqualTo("waiting for the build in " + build);
      assertThat(image).exists();
    }
    awaitSuccess(clean);
    assertThat(build).doesNotExist();
  }

  @Test
  void waitsForAllBuildsThatUseTheCache() throws Exception {
    Path object = Files.createDirectories(cache.resolve("units/ab")).resolve("abc.o");
    Files.writeString(object, "object");
    Path library = Files.createDirectories(cache.resolve("libraries/x/1"));
    Path source = Files.createDirectories(cache.resolve("sources"));
    Process clean;
    try (FileChannel running = open(cache.resolve(".lock"))) {
      running.lock(0, Long.MAX_VALUE, true);
      clean = clean("--cache");
      assertThat(clean.inputReader().readLine()).isEqualTo("waiting for builds that use " + cache);
      assertThat(object).exists();
    }
    awaitSuccess(clean);
    assertThat(object).doesNotExist();
    assertThat(library).doesNotExist();
    assertThat(source).exists();
  }
}
