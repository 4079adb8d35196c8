package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  @TempDir private Path temporary;
  @TempDir private Path sources;

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

  /** Ctrl-C goes to the guest as well as to us: what ran then has not failed. */
  @Test
  void recordsNoFailureOfAnInterruptedExplorationAndSaysHowToGoOn() throws Exception {
    Path report = temporary.resolve("out");
    Path said = interruptedExploration(report);
    assertThat(Files.readAllLines(report.resolve("journal.jsonl"))).hasSize(1);
    assertThat(said)
        .content()
        .contains("stopped: 0 measured, ")
        .contains("; to go on, type:\n  flexos explore ")
        .contains(" --report " + report + " --resume\n");
  }

  /** A cluster takes a node back: the task must be free to run again elsewhere. */
  @Test
  void leavesNoFailureOfAnInterruptedTask() throws Exception {
    Path report = temporary.resolve("out");
    String[] cluster = {"--executor", "slurm", "--slurm-constraint", "no-such-feature"};
    assertThat(Cli.run(exploration(report, cluster)).status()).as("no cluster here").isNotZero();
    Path jobs = report.resolve("journal.jsonl.jobs");
    interruptedExploration(report, "--measure-array", jobs.resolve("0.ids").toString());
    assertThat(jobs.resolve("measures")).exists();
    assertThat(jobs.resolve("0.0.json")).doesNotExist();
  }

  /** The guest dies a moment before the command; returns what that said on the way. */
  private Path interruptedExploration(Path report, String... more) throws Exception {
    Path said = temporary.resolve("said");
    CommandProcess command =
        CommandProcess.start(
            temporary, ProcessBuilder.Redirect.to(said.toFile()), exploration(report, more));
    command.qemu().destroy();
    command.process().destroy();
    assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** Of a guest that runs until it is ended. */
  private String[] exploration(Path report, String... more) throws IOException {
    Path application = sources.resolve("explore-app");
    if (!Files.exists(application)) {
      Files.writeString(
          Cli.exploreApp(sources).resolve("main.c"),
          "int main(void)\n{\n    for (volatile int i = 0;; i++)\n        ;\n}\n");
    }
    var line = new ArrayList<>(List.of("explore", application.toString()));
    line.addAll(List.of("--budget", "nanoseconds <= 9 * baseline", "--report", report.toString()));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  private CommandProcess spinning(String... options) throws IOException {
    String application = Cli.home().resolve("os/tests/faults").toString();
    assertThat(Cli.run("build", application).status()).isZero();
    var line = new ArrayList<>(List.of("run", application));
    line.addAll(List.of(options));
    line.addAll(List.of("--", "spin"));
    return CommandProcess.start(temporary, line.toArray(String[]::new));
  }

  /** The file that QEMU reads is of this run, and goes with it. */
  @Test
  void leavesNoPackedDiskBehind() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("disk"));
    Files.writeString(folder.resolve("name"), "of this run");
    Path application = Files.createDirectory(temporary.resolve("spins"));
    Files.writeString(
        application.resolve("kraft.yaml"),
        "specification: '0.6'\nname: spins\nlibraries: {ramfs: }\n");
    Files.writeString(application.resolve("library.yaml"), "name: spins\nsources: [main.c]\n");
    Files.writeString(
        application.resolve("main.c"),
        "int main(void)\n{\n    for (;;)\n        __asm__ volatile(\"pause\");\n}\n");
    CommandProcess command =
        CommandProcess.start(
            temporary, "run", application.toString(), "--initrd", folder.toString());
    ProcessHandle qemu = command.qemu();
    List<String> line = List.of(qemu.info().arguments().orElseThrow());
    Path packed = Path.of(line.get(line.indexOf("-initrd") + 1));
    assertThat(Files.readString(packed)).contains("of this run");
    command.process().toHandle().destroy();
    assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(packed).doesNotExist();
    assertThat(qemu.isAlive()).isFalse();
  }

  @Test
  void leavesNoGuestAndNoFileBehindAndSaysNothing() throws Exception {
    CommandProcess command = spinning();
    ProcessHandle qemu = command.qemu();
    // SIGTERM: like SIGINT, it ends the JVM through its hooks; a background job may ignore SIGINT.
    // By its handle: the process itself would close what we read from.
    command.process().toHandle().destroy();
    assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    qemu.onExit().get(5, TimeUnit.SECONDS);
    assertThat(command.process().errorReader().lines()).isEmpty();
    try (var left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void leavesNoGuestBehindWhenItIsKilled() throws Exception {
    CommandProcess command = spinning();
    ProcessHandle qemu = command.qemu();
    command.process().destroyForcibly();
    qemu.onExit().get(5, TimeUnit.SECONDS);
  }
}
