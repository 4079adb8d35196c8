package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's own space: explore.yaml, bench.yaml, images built and booted. */
class ExploreAppTest {
  @TempDir private Path temporary;

  private Path application() throws IOException {
    return Cli.exploreApp(temporary);
  }

  /** With a component that no image can be built of. */
  private Path applicationThatFails() throws IOException {
    Path application = application();
    Files.writeString(
        application.resolve("explore.yaml"), "components: [explore-app, nothing-like-it]\n");
    return application;
  }

  private Cli.Result explore(Path application, String budget, String... more) {
    return Cli.run(
        Stream.concat(
                Stream.of(
                    "explore",
                    application.toString(),
                    "--budget",
                    budget,
                    "--report",
                    temporary.resolve("out").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  static Stream<Arguments> badSpaces() {
    return Stream.of(
        Arguments.of(
            "component: [a]\n",
            "1:1: error: unknown key 'component' in explore.yaml; did you mean 'components'?"),
        Arguments.of(
            "components: [explore-app, newlib]\ntogether: [[newlib, lwip]]\n",
            "2:1: error: 'lwip' in 'together' is no component (components: explore-app, newlib)"),
        Arguments.of(
            "together: [[newlib, explore-app]]\napart: [[newlib, explore-app]]\n",
            "2:1: error: 'newlib' and 'explore-app' are to be apart, and 'together' joins them"),
        Arguments.of(
            "components: [explore-app, newlib]\nwith: {explore-app: [newlib]}\n",
            "2:8: error: 'newlib' in 'with' is a component itself, or stands there twice"),
        Arguments.of(
            "with: {newlb: [ramfs]}\n",
            "1:8: error: unknown key 'newlb' in 'with'; did you mean 'newlib'?"),
        Arguments.of(
            "driver: [vmept]\n", "1:1: error: unknown driver 'vmept' (allowed: fcalls, intel-pku)"),
        Arguments.of(
            "hardening: {default: [none, asan]}\n",
            "1:13: error: unknown hardening 'asan' (allowed: none, all, stack-protector, ubsan,"
                + " auto-var-init, and these joined by +)"),
        Arguments.of(
            "gate: [light]\nstack: [dss]\n",
            "the space is empty: its rules contradict each other (gate light goes with stack"
                + " shared, and only with it); light gates mean shared stacks, and shared stacks"
                + " light gates"),
        Arguments.of(
            "orders: {gate: [full < strict, strict < full]}\n",
            "1:10: error: the order goes in a circle: full < strict < full"),
        Arguments.of(
            "gate: [full, strict]\nforbid: [{gate: stric}]\n",
            "2:1: error: unknown gate 'stric' in 'forbid' (there are: light, full, strict)"),
        Arguments.of(
            "forbid: [{}]\n", "1:10: error: an item of 'forbid' is empty: it forbids everything"),
        Arguments.of(
            "at-most: none\n",
            "1:10: error: 'at-most' must be a number of at least 1, was 'none'"));
  }

  @ParameterizedTest
  @MethodSource("badSpaces")
  void saysWhatIsWrongWithTheSpace(String text, String expected) throws IOException {
    Path application = application();
    Files.writeString(application.resolve("explore.yaml"), text);
    Cli.Result result = explore(application, "nanoseconds <= 2 * baseline");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(application.resolve("explore.yaml") + ":").contains(expected);
  }

  @Test
  void saysWhatIsMissingFromTheBenchmark() throws IOException {
    Path application = application();
    assertThat(explore(application, "get >= 1").err())
        .isEqualTo(
            "error: "
                + application.resolve("bench.yaml")
                + " has no metric 'get'; it has: nanoseconds\n");
    Files.writeString(application.resolve("bench.yaml"), "metrics: {get: 'get: [0-9]+'}\n");
    assertThat(explore(application, "get >= 1").err())
        .isEqualTo(
            application.resolve("bench.yaml")
                + ":1:16: error: the pattern of 'get' needs (parentheses) around the number\n");
    Files.delete(application.resolve("bench.yaml"));
    assertThat(explore(application, "get >= 1").err())
        .startsWith(
            "error: "
                + application.resolve("bench.yaml")
                + " is missing: it says how the application is driven");
  }

  /** 12 components, of which the first and the last are never together: there are thousands. */
  @Test
  void doesNotCallALargeSpaceEmpty() throws IOException {
    Path application = application();
    Files.writeString(
        application.resolve("explore.yaml"),
        "components: [explore-app, a, b, c, d, e, f, g, h, i, j, newlib]\n"
            + "apart: [[explore-app, newlib]]\n");
    Cli.Result result = explore(application, "nanoseconds <= 2 * baseline", "--max-runs", "1");
    assertThat(result.err())
        .contains("space: at most 17,258,893,312 configurations")
        .contains(
            "error: the baseline could not be measured, so 'nanoseconds <= 2 * baseline' says"
                + " nothing: mend what failed above, or give the budget as a number\n");
    assertThat(result.out()).contains("failed: 0").contains(": no image: ");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void refusesWhatCannotBeBeforeItMeasures() throws IOException {
    Path application = application();
    assertThat(explore(application, "nanoseconds <= 9", "--max-runs", "0").err())
        .isEqualTo("error: --max-runs must be at least 1, was 0\n");
    assertThat(explore(application, "nanoseconds <= 9", "--force").err())
        .startsWith("error: --force goes with --source wall: ");
    assertThat(explore(application, "nanoseconds <= 9", "--partial").err())
        .startsWith("error: --partial goes with --table; ");
    assertThat(explore(application, "nanoseconds <= 9", "--metric", "get").err())
        .startsWith("error: --metric is 'get' and --budget is about 'nanoseconds'; ");
    assertThat(explore(application, "nanoseconds <= 9", "--save-profile", "01-00").err())
        .startsWith("error: --save-profile 01-00: write ID=NAME, ");
    assertThat(temporary.resolve("out")).doesNotExist();
  }

  /** From the declared data, or from the user's own order; nothing of what leaves no choice. */
  @Test
  void saysWhatIsSaferThanWhatAndWhy() throws IOException {
    Path application = application();
    String space = "components: [explore-app, nothing-like-it]\ngate: [light, full, strict]\n";
    Files.writeString(application.resolve("explore.yaml"), space + "stack: [shared, private]\n");
    String[] explained = {"--max-runs", "1", "--explain"};
    assertThat(explore(application, "nanoseconds <= 9", explained).err())
        .contains("\norder: partition: finer is safer: ")
        .contains("\norder: hardening: more hardening is safer: each variant only adds\n")
        .contains(
            "\norder: gate: full above light: private stacks, and registers are cleaned both ways\n")
        .contains("\norder: stack: private above dss: none is: gates copy what crosses\n")
        .doesNotContain("order: driver")
        .doesNotContain("order: heap");
    Files.writeString(
        application.resolve("explore.yaml"),
        space + "stack: [shared, private]\norders: {gate: [light < strict]}\n");
    assertThat(explore(application, "nanoseconds <= 9", explained).err())
        .contains("\norder: gate: strict above light: the user says so\n")
        .contains("\norder: gate: light and full: neither above the other\n")
        .doesNotContain("registers are cleaned");
  }

  /** Slurm is not there, or does not know the feature. */
  @Test
  void saysHowToGoOnWhenTheClusterFails() throws IOException {
    Cli.Result result =
        explore(
            application(),
            "nanoseconds <= 9",
            "--executor",
            "slurm",
            "--slurm-constraint",
            "no-such-feature");
    assertThat(result.status()).isNotZero();
    assertThat(result.err())
        .containsPattern("error: (--executor slurm: cannot start sbatch|Slurm refuses the job): ")
        .contains(
            "everything measured is in "
                + temporary.resolve("out/journal.jsonl")
                + "; to go on, type:\n  flexos explore ")
        .endsWith(" --slurm-constraint no-such-feature --resume\n");
  }

  @Test
  void refusesSlurmsOptionsWithoutSlurm() throws IOException {
    assertThat(explore(application(), "nanoseconds <= 9", "--slurm-constraint", "pku").err())
        .isEqualTo("error: --slurm-constraint and --slurm-option go with --executor slurm\n");
    assertThat(temporary.resolve("out/journal.jsonl")).doesNotExist();
  }

  /** Ctrl-C keeps everything, with a report or without. */
  @Test
  void keepsWhatItMeasuresInTheCacheWithoutAReport() throws IOException {
    Path application = applicationThatFails();
    var command =
        List.of(
            "explore", application.toString(), "--budget", "nanoseconds <= 9", "--max-runs", "1");
    Path journal = Cli.cache().resolve("explore/explore-app/journal.jsonl");
    Cli.run(command.toArray(String[]::new));
    assertThat(Files.readAllLines(journal)).hasSize(2);
    var again = new java.util.ArrayList<>(command);
    again.add("--resume");
    assertThat(Cli.run(again.toArray(String[]::new)).err())
        .contains("error: stopped after 1 run without an answer; --resume with a larger");
    assertThat(Files.readAllLines(journal)).hasSize(2);
    Files.delete(journal);
  }

  /** Neither its own journal nor saved profiles are the program's. */
  @Test
  void refusesToMixFiguresOfTwoPrograms() throws IOException {
    Path application = applicationThatFails();
    String budget = "nanoseconds <= 9";
    Path journal = application.resolve("kept.jsonl");
    String[] kept = {"--max-runs", "1", "--journal", journal.toString()};
    explore(application, budget, kept);
    List<String> measured = Files.readAllLines(journal);
    assertThat(measured).hasSize(2);
    Files.createDirectories(application.resolve("profiles"));
    Files.writeString(application.resolve("profiles/saved.yaml"), "x\n");
    String[] resumed = {"--max-runs", "1", "--journal", journal.toString(), "--resume"};
    assertThat(explore(application, budget, resumed).err()).contains("stopped after 1 run");
    Path source = application.resolve("main.c");
    String before = Files.readString(source);
    Files.writeString(source, before + "int more;\n");
    Cli.Result other = explore(application, budget, resumed);
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err())
        .contains(
            journal
                + ":1: error: figures of this journal cannot be taken up: they are of another"
                + " program (toolchain ")
        .contains("(edited last: " + source + "); undo the change, name another with --journal");
    Files.writeString(source, before);
    assertThat(explore(application, budget, resumed).err()).contains("stopped after 1 run");
    Files.createSymbolicLink(application.resolve("out-of-here"), temporary);
    assertThat(explore(application, budget, resumed).err())
        .contains("a link leads out of the folders of sources");
    assertThat(Files.readAllLines(journal)).isEqualTo(measured);
  }

  /** A node reads all sources anew, perhaps long after it was told what to measure. */
  @Test
  void aTaskOfAClusterMeasuresNoOtherProgram() throws IOException {
    Path application = applicationThatFails();
    String budget = "nanoseconds <= 9";
    assertThat(
            explore(
                    application,
                    budget,
                    "--executor",
                    "slurm",
                    "--slurm-constraint",
                    "no-such-feature")
                .status())
        .isNotZero();
    Path jobs = temporary.resolve("out/journal.jsonl.jobs");
    String[] task = {"--executor", "slurm", "--measure-array", jobs.resolve("0.ids").toString()};
    Path source = application.resolve("main.c");
    String before = Files.readString(source);
    Files.writeString(source, before + "int more;\n");
    assertThat(explore(application, budget, task).err())
        .contains("error: the sources changed since they are explored")
        .contains("; edited last: " + source + ")");
    assertThat(jobs.resolve("0.0.json")).doesNotExist();
    assertThat(jobs.resolve("0.0.changed")).content().startsWith("the sources changed");
    Files.writeString(source, before);
    assertThat(explore(application, budget, task).status()).isZero();
    assertThat(jobs.resolve("0.0.json")).exists();
  }

  /** Two partitions and two gates: a boundary costs instructions, and they are counted exactly. */
  @Test
  @Tag("long")
  void buildsBootsAndSavesTheProfileOfItsAnswer() throws IOException {
    Path application = application();
    Cli.Result result =
        explore(
            application, "nanoseconds <= 9 * baseline", "--save-profile", "01-00-strict=safest");
    assertThat(result.err()).contains("space: 4 configurations of explore-app\n");
    assertThat(result.out()).contains("\n  01-00-strict  ").contains("(model):\n");
    assertThat(application.resolve("profiles/safest.yaml"))
        .content()
        .contains("gate: strict")
        .contains("newlib: {compartment: c1, hardening: []}");
    assertThat(Cli.run("plan", application.toString(), "--profile", "safest").status()).isZero();
    Cli.Result tight = explore(application, "nanoseconds <= 1 * baseline");
    assertThat(tight.out()).doesNotContain("\n  01-00-");
  }

  @Test
  @Tag("long")
  void recordsWhatFailsAndGoesOn() throws IOException {
    Path application = application();
    Files.writeString(
        application.resolve("explore.yaml"),
        "components: [explore-app, newlib]\nstack: [private]\nhardening: {default: [none]}\n");
    // No descriptor says how the C library uses the application's private timespec.
    Cli.Result result = explore(application, "nanoseconds <= 9 * baseline");
    assertThat(result.out())
        .contains("\n  00-00  ")
        .contains(
            "failed: 01-00: no image: explore-app/main.c:10:5: error: library 'explore-app' passes"
                + " a");
    assertThat(result.status()).isZero();
  }
}
