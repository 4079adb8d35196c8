package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import org.flexos.cli.count.GateCount;
import org.flexos.cli.count.GateCounts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a command is ended from outside: a process of its own, really signalled. */
@Tag("guest")
class InterruptedRunTest {
  @TempDir private Path temporary;

  /** The counts of a server, which runs until somebody ends it. */
  @Test
  void writesTheCountsOfGatesOnItsWayOut() throws Exception {
    String application = Cli.home().resolve("os/tests/counts").toString();
    assertThat(Cli.run("build", application, "--count-gates").status()).isZero();
    Path counts = temporary.resolve("counts.json");
    CommandProcess command =
        CommandProcess.start(
            temporary, "run", application, "--count-gates", counts.toString(), "--", "spin");
    ProcessHandle qemu = command.qemu();
    command.await("counts: ten calls");
    command.process().destroy();
    assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    qemu.onExit().get(5, TimeUnit.SECONDS);
    GateCounts read = GateCounts.read("--counts", counts);
    assertThat(read.ended()).isEqualTo("interrupted");
    assertThat(read.gates())
        .filteredOn(g -> g.function().equals("ct_twice") && g.calls() > 0)
        .extracting(GateCount::calls)
        .containsExactly(10L);
    try (var left = Files.list(temporary)) {
      assertThat(left).containsExactly(counts);
    }
  }

  @Test
  void leavesNoGuestAndNoFileBehind() throws Exception {
    String application = Cli.home().resolve("os/tests/faults").toString();
    assertThat(Cli.run("build", application).status()).isZero();
    CommandProcess command = CommandProcess.start(temporary, "run", application, "--", "spin");
    ProcessHandle qemu = command.qemu();
    // SIGTERM: like SIGINT, it ends the JVM through its hooks; a background job may ignore SIGINT.
    command.process().destroy();
    assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    qemu.onExit().get(5, TimeUnit.SECONDS);
    try (var left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
