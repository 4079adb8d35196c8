package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file system that lies to the file layer, a file layer that lies to pipes, and a scheduler that
 * lies to the C library (attacks A17, A18): each could be in a compartment of its own.
 */
@Tag("guest")
class LyingFilesTest {
  private static final String FILES = "os/lib/9pfs/9pfs.c";
  private static final String LIST = "os/lib/9pfs/listing.c";

  @TempDir private Path folder;

  private Cli.Result run(List<Guard.Change> changes) throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("text"), "seven..");
    return new ChangedGuest("os/tests/volume", folder.resolve("guest"))
        .run(changes, "--volume", volume + ":/data", "--", "lies");
  }

  private static Guard.Change read(String result) {
    return new Guard.Change(FILES, "return (long)done;", "return " + result + ";");
  }

  @ParameterizedTest
  @CsvSource({"65", "1L << 40", "-4096", "1UL << 63"})
  void moreThanWasAskedForIsAnError(String claim) throws IOException {
    Cli.Result result = run(List.of(read(claim)));
    assertThat(result.out()).as(result.err()).contains("read: -5\n", "list: 0\n");
  }

  /** With 2^32 - 1, one more is 0: what adds before it compares takes it for a short name. */
  @ParameterizedTest
  @CsvSource({"0", "256", "0x7fffffff", "0xffffffff"})
  void aNameThatIsTooLongIsAnError(String length) throws IOException {
    var lie =
        new Guard.Change(
            LIST, "    return 1;\n", "    out->length = " + length + ";\n    return 1;\n");
    Cli.Result result = run(List.of(lie));
    assertThat(result.out()).as(result.err()).contains("read: 7\n", "list: -5\n");
  }

  /** The control. */
  @Test
  void withoutTheCheckItIsPassedOn() throws IOException {
    var changes = new ArrayList<>(List.of(read("65")));
    changes.add(
        new Guard.Change("os/lib/vfscore/mount.c", "return impossible ? -EIO : n;", "return n;"));
    assertThat(run(changes).out()).contains("read: 65\n");
  }

  private static final Guard.Change MOVED =
      new Guard.Change(
          "os/lib/vfscore/sys_io.c",
          "    vfs_put(file);\n    return n;\n}\n\nlong uk_sys_read(",
          "    vfs_put(file);\n    return n > 0 ? n + 1000 : n;\n}\n\nlong uk_sys_read(");

  /** What is read into several buffers is shared out by what the file layer says. */
  @Test
  void buffersGetNoMoreThanTheyHold() throws IOException {
    var result = new ChangedGuest("os/tests/uio", folder).run(List.of(MOVED));
    assertThat(result.out())
        .as(result.err())
        .contains("FAIL uk_sys_writev(fd, out, 3) = -5\n", "FAIL uk_sys_readv(fd, in, 2) = -5\n");
  }

  @Test
  void withoutTheCheckWhatWasMovedIsBelieved() throws IOException {
    var changes =
        List.of(
            MOVED,
            new Guard.Change(
                "os/lib/posix-uio/include/uk/vector.h", "return -5;", "return result;"));
    var result = new ChangedGuest("os/tests/uio", folder).run(changes);
    assertThat(result.out()).contains("FAIL uk_sys_writev(fd, out, 3) = 1012\n");
  }

  /** The number behind a file is an index of whoever made the file. */
  @Test
  void anObjectThatIsNotIsAnError() throws IOException {
    var lie =
        new Guard.Change(
            "os/lib/vfscore/io.c",
            "file->ops->read(file->object, ",
            "file->ops->read(file->object + 100000, ");
    var result = new ChangedGuest("os/tests/fuzz", folder).run(List.of(lie), "--profile", "apart");
    assertThat(result.out())
        .as(result.err())
        .contains("LOST pipe: -9\n", "fuzz: done")
        .doesNotContain("LOST file");
    assertThat(result.status()).isZero();
  }

  /** A device is an index of devfs's, which calls what it finds there. */
  @ParameterizedTest
  @CsvSource({"100000, -2", "1UL << 40, -2", "-2, -2"})
  void aNodeThatIsNotIsAnError(String more, int error) throws IOException {
    var lie =
        new Guard.Change(
            "os/lib/vfscore/io.c",
            "->read(file->place.node, at,",
            "->read(file->place.node + (" + more + "), at,");
    var result = new ChangedGuest("os/tests/poll", folder).run(List.of(lie));
    assertThat(result.out())
        .as(result.err())
        .contains("FAIL read_of(\"/dev/null\", &one) = " + error + ",")
        .contains("failures");
    assertThat(result.err()).doesNotContain("fault");
  }

  /** A file system in memory keeps a name in a place of its own when it moves a file. */
  @Test
  void aNameThatIsTooLongIsNotMoved() throws IOException {
    var lie =
        new Guard.Change("os/lib/vfscore/walk.c", "if (length > UK_NAME_MAX)", "if (0 && length)");
    var result = new ChangedGuest("os/tests/vfs", folder).run(List.of(lie));
    assertThat(result.out()).as(result.err()).doesNotContain("FAIL").contains("vfs: all passed");
  }

  private static final Guard.Change NUMBERS =
      new Guard.Change(
          "os/lib/uksched/sched.c", "return (int)thread;\n}", "return (int)thread + 1000000;\n}");

  /** The number of a thread is an index of the C library's. */
  @Test
  void aThreadThatCannotBeIsNone() throws IOException {
    var result =
        new ChangedGuest("os/tests/musl", folder)
            .run(List.of(NUMBERS), "--profile", "sched-apart", "--", "env.GREETING=good day", "--");
    assertThat(result.err()).doesNotContain("glue/threads.c");
    assertThat(result.out()).contains("FAIL pthread_create");
  }

  @Test
  void withoutTheCheckTheNumberIsBelieved() throws IOException {
    var changes =
        List.of(
            NUMBERS,
            new Guard.Change(
                "os/external/musl/glue/threads.c", "if (thread >= FLEXOS_THREADS_MAX ||", "if ("),
            new Guard.Change("os/external/musl/glue/threads.c", "threads[thread].function)", "0)"));
    var result =
        new ChangedGuest("os/tests/musl", folder)
            .run(changes, "--profile", "sched-apart", "--", "env.GREETING=good day", "--");
    assertThat(result.err()).contains("fault:", "glue/threads.c");
  }
}
