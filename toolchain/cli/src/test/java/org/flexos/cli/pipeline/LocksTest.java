package org.flexos.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocksTest {
  private static final long PATIENCE_S = 60;

  @TempDir private Path folder;

  /** A build in another process: takes a share of the cache, says so, and ends with its input. */
  public static final class Builder {
    private Builder() {}

    public static void main(String[] arguments) throws IOException {
      CacheLock lock = CacheLock.share(session(Path.of(arguments[0])));
      System.out.println("builds");
      System.in.read();
      lock.close();
    }
  }

  private static Session session(Path cache) {
    return new Session(
        cache, cache, System.out, System.err, false, false, 1, Duration.ofSeconds(PATIENCE_S));
  }

  private Process builder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Builder.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static void end(Process process) throws Exception {
    process.getOutputStream().close();
    assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** What a killed build left goes with the next one that is alone, and never from beside one. */
  @Test
  void removesWhatKilledBuildsLeft() throws Exception {
    Path compiler = leave("units/tmp/new1.o.tmp");
    Path library = leave("libraries/.new2/facts.bin").getParent();
    Path object = leave("units/ab/abc.o");
    Path newlib = leave("libraries/newlib/1/facts.bin");
    Process first = builder();
    assertThat(first.inputReader().readLine()).isEqualTo("builds");
    assertThat(compiler).doesNotExist();
    assertThat(library).doesNotExist();
    assertThat(List.of(object, newlib)).allMatch(Files::exists);

    leave("units/tmp/new3.o");
    CacheLock.share(session(folder)).close();
    assertThat(folder.resolve("units/tmp/new3.o")).as("of a build that goes on").exists();

    end(first);
    CacheLock.share(session(folder)).close();
    assertThat(folder.resolve("units/tmp/new3.o")).doesNotExist();
  }

  private Path leave(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  /** Two builds of one process have the lock together until both have ended. */
  @Test
  void buildsOfOneProcessShareTheCache() throws Exception {
    CacheLock one = CacheLock.share(session(folder));
    CacheLock two = CacheLock.share(session(folder));
    one.close();
    assertThat(tryAlone()).as("while one builds").isNotZero();
    two.close();
    assertThat(tryAlone()).isZero();
  }

  /** In a process of its own. */
  private int tryAlone() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Cleaner.class.getName(),
                folder.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Ends with 1 if it would have to wait. */
  public static final class Cleaner {
    private Cleaner() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]).resolve(".lock");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? 1 : 0);
      }
    }
  }

  @Test
  @Timeout(PATIENCE_S)
  void aFolderThatTakesNoFilesIsGivenUp() {
    assertThatThrownBy(() -> BuildLock.take(Path.of("/proc"), () -> {}))
        .isInstanceOf(IOException.class);
  }

  /** Whoever waited for a folder that was removed meanwhile gets the new one's lock. */
  @Test
  void aRemovedFolderIsTakenAnew() throws Exception {
    Path target = folder.resolve("build");
    FileChannel former;
    Files.createDirectories(target);
    former =
        FileChannel.open(
            target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    former.lock();
    Process waiting =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waiter.class.getName(),
                target.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(waiting.inputReader().readLine()).isEqualTo("waits");
    Files.delete(target.resolve(".lock"));
    Files.delete(target);
    former.close();
    assertThat(waiting.inputReader().readLine()).isEqualTo("has it");
    try (FileChannel now = FileChannel.open(target.resolve(".lock"), StandardOpenOption.WRITE)) {
      assertThat(now.tryLock()).isNull();
    }
    end(waiting);
  }

  /** Takes a folder's lock. */
  public static final class Waiter {
    private Waiter() {}

    public static void main(String[] arguments) throws IOException {
      PrintStream out = System.out;
      BuildLock lock = BuildLock.take(Path.of(arguments[0]), () -> out.println("waits"));
      out.println("has it");
      System.in.read();
      lock.close();
    }
  }
}
