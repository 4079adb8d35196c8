package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path temporary;

  private Process start(String... arguments) throws IOException {
    var command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Dflexos.home=" + Cli.home(),
                "-Dflexos.cache=" + Cli.cache(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.flexos.cli.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static ProcessHandle qemuOf(Process command) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (System.nanoTime() < end && command.isAlive()) {
      var qemu =
          command
              .descendants()
              .filter(p -> p.info().command().orElse("").contains("qemu-system"))
              .findFirst();
      if (qemu.isPresent()) {
        return qemu.get();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("QEMU did not start");
  }

  /** The counts of a server, which runs until somebody ends it. */
  @Test
  void writesTheCountsOfGatesOnItsWayOut() throws Exception {
    String application = Cli.home().resolve("os/tests/counts").toString();
    assertThat(Cli.run("build", application, "--count-gates").status()).isZero();
    Path counts = temporary.resolve("counts.json");
    Process command = start("run", application, "--count-gates", counts.toString(), "--", "spin");
    ProcessHandle qemu = qemuOf(command);
    awaitTenCalls(command);
    command.destroy();
    assertThat(command.waitFor(20, TimeUnit.SECONDS)).isTrue();
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

  /** The guest says so on its console. */
  private static void awaitTenCalls(Process command) throws IOException {
    var console = command.inputReader();
    for (String line = console.readLine(); line != null; line = console.readLine()) {
      if (line.contains("counts: ten calls")) {
        return;
      }
    }
    throw new AssertionError("the guest ended before its calls");
  }

  @Test
  void leavesNoGuestAndNoFileBehind() throws Exception {
    String application = Cli.home().resolve("os/tests/faults").toString();
    assertThat(Cli.run("build", application).status()).isZero();
    Process command = start("run", application, "--", "spin");
    ProcessHandle qemu = qemuOf(command);
    // SIGTERM: like SIGINT, it ends the JVM through its hooks; a background job may ignore SIGINT.
    command.destroy();
    assertThat(command.waitFor(20, TimeUnit.SECONDS)).isTrue();
    qemu.onExit().get(5, TimeUnit.SECONDS);
    try (var left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
