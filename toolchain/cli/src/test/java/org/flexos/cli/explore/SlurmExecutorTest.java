package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class SlurmExecutorTest {
  @TempDir Path folder;

  /** A task as the product's: result whole, beside the ids. It logs each start. */
  private Path task(String body) throws IOException {
    return Files.writeString(
        folder.resolve("task.sh"),
        """
        ids=$2; base=${ids%%.ids}; k=$SLURM_ARRAY_TASK_ID
        id=$(sed -n $((k+1))p $ids)
        echo $id $SLURMD_NODENAME $$ >> %s
        %s
        echo "{\\"id\\":\\"$id\\",\\"mean\\":1,\\"runs\\":1,\\"deviation\\":0,\\"min\\":1,\\"max\\":1}" > $base.$k.part
        mv $base.$k.part $base.$k.json
        """
            .formatted(folder.resolve("starts"), body));
  }

  private SlurmExecutor executor(
      ProcessRunner runner, Path task, String constraint, List<MeasuredResult> former) {
    return new SlurmExecutor(
        new SlurmCommands(runner),
        new SlurmOptions(
            List.of("/bin/bash", task.toString()), 4, Optional.of(constraint), List.of()),
        folder.resolve("jobs"),
        former);
  }

  private List<String> starts() throws IOException {
    return Files.readAllLines(folder.resolve("starts"));
  }

  @Test
  void saysWhatIsMissingWithoutSlurm() throws IOException {
    var lost = new ProcessRunner(line -> {}, Map.of("SLURM_CONF", folder + "/none.conf"));
    try (var executor = executor(lost, task("true"), "pku", List.of())) {
      executor.submit("a");
      boolean installed = Files.exists(Path.of("/usr/bin/sbatch"));
      assertThatThrownBy(executor::take)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageStartingWith(
              installed
                  ? "Slurm refuses the job: sbatch: "
                  : "--executor slurm: cannot start sbatch: ")
          .hasMessageContaining(
              installed
                  ? "none.conf"
                  : "; it needs the cluster's commands here (Debian: slurm-client) and an answering"
                      + " controller; --executor local needs neither");
    }
  }

  /** On a real cluster of two nodes. */
  @org.junit.jupiter.api.Nested
  class OnACluster {
    private static SlurmCluster cluster;
    @TempDir static Path home;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
      Optional<String> reason = SlurmCluster.whyNot();
      reason.ifPresent(r -> System.out.println("skipped: Slurm: " + r));
      assumeTrue(reason.isEmpty());
      cluster = new SlurmCluster(home);
    }

    @AfterAll
    static void stop() {
      if (cluster != null) {
        cluster.close();
      }
    }

    @Test
    void runsArraysOnBothNodesAndCollectsTheirResults() throws IOException, InterruptedException {
      try (var executor = executor(cluster.runner(), task("sleep 1"), "pku", List.of())) {
        List.of("a", "b", "c", "d").forEach(executor::submit);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
          MeasuredResult result = executor.take();
          assertThat(result.measurement()).isPresent();
          ids.add(result.id());
        }
        assertThat(ids).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(starts().stream().map(l -> l.split(" ")[1]).distinct())
            .containsExactlyInAnyOrder("n1", "n2");
      }
    }

    @Test
    void adoptsTheJobsOfAnExplorerThatDied() throws IOException, InterruptedException {
      Path task = task("sleep 2");
      var first = executor(cluster.runner(), task, "pku", List.of());
      List.of("a", "b").forEach(first::submit);
      MeasuredResult one = first.take();
      // It dies here; the journal has one result, the other job goes on.
      try (var second = executor(cluster.runner(), task, "pku", List.of(one))) {
        String other = one.id().equals("a") ? "b" : "a";
        second.submit(other);
        assertThat(second.take().id()).isEqualTo(other);
        assertThat(starts()).hasSize(2);
      }
    }

    @Test
    void reportsAJobThatEndsWithoutAResult() throws IOException, InterruptedException {
      try (var executor =
          executor(cluster.runner(), task("echo no luck; exit 3"), "pku", List.of())) {
        executor.submit("a");
        MeasuredResult result = executor.take();
        assertThat(result.failure().orElseThrow())
            .matches(
                "Slurm's job \\d+_0 ended without a result; its log: "
                    + folder
                    + "/jobs/0\\.0\\.log");
        assertThat(folder.resolve("jobs/0.0.log")).content().contains("no luck");
      }
    }

    @Test
    void saysWhySlurmRefuses() throws IOException {
      try (var executor = executor(cluster.runner(), task("true"), "sgx", List.of())) {
        executor.submit("a");
        assertThatThrownBy(executor::take)
            .isInstanceOf(EnvironmentException.class)
            .hasMessageStartingWith("Slurm refuses the job: sbatch: error: ")
            .hasMessageContaining("--constraint=sgx")
            .hasMessageEndingWith("another constraint: --slurm-constraint");
      }
    }

    @Test
    void aJobOfADyingNodeRunsAgainElsewhere(@TempDir Path other) throws Exception {
      try (var own = new SlurmCluster(other);
          var executor = executor(own.runner(), task("sleep 4"), "pku", List.of())) {
        List.of("a", "b").forEach(executor::submit);
        var taker = java.util.concurrent.CompletableFuture.supplyAsync(() -> both(executor));
        for (int n = 0;
            n < 100 && (!Files.exists(folder.resolve("starts")) || starts().size() < 2);
            n++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        own.killSecondNode(
            starts().stream()
                .filter(l -> l.contains(" n2 "))
                .mapToLong(l -> Long.parseLong(l.split(" ")[2]))
                .findFirst()
                .orElseThrow());
        own.declareSecondNodeDown();
        assertThat(taker.get(240, TimeUnit.SECONDS)).containsExactlyInAnyOrder("a", "b");
        assertThat(starts()).hasSize(3);
      }
    }

    private static List<String> both(SlurmExecutor executor) {
      try {
        return List.of(executor.take(), executor.take()).stream()
            .filter(r -> r.measurement().isPresent())
            .map(MeasuredResult::id)
            .toList();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
