package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis, driven by the tape: counted, and turned into requests per second. */
@Tag("long")
class ExploreRedisTest {
  private static final String REDIS = Cli.home().resolve("apps/redis").toString();

  @TempDir private Path temporary;

  private String figures(String folder, String... more) throws IOException {
    Path report = temporary.resolve(folder);
    var command = new java.util.ArrayList<String>();
    command.addAll(
        java.util.List.of(
            "explore",
            REDIS,
            "--budget",
            "get >= 0.5 * baseline",
            "--max-runs",
            "1",
            "--jobs",
            "1"));
    command.addAll(java.util.List.of("--report", report.toString()));
    command.addAll(java.util.List.of(more));
    Cli.Result result = Cli.run(command.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("space: 80 configurations of redis\n")
        .contains("model: requests per second at ");
    return Files.readString(report.resolve("runs/0000-0000/figures.log"));
  }

  @Test
  void theSameCountsOnEveryRunAndWhatTheTableMakesOfThem() throws IOException {
    String first = figures("first");
    assertThat(first)
        .containsPattern("instructions per request: [34567]\\d\\d\\d\\.\\d\n")
        .as("nothing is isolated in the baseline")
        .doesNotContain("gates per request");
    assertThat(figures("second")).isEqualTo(first);
    Path costs = temporary.resolve("costs.yaml");
    String table = Files.readString(Cli.home().resolve("data/costs/skylake.yaml"));
    Files.writeString(costs, table.replace("clock: 2.2e9", "clock: 4.4e9"));
    assertThat(rate(figures("third", "--costs", costs.toString())) / rate(first))
        .isBetween(1.999, 2.001);
  }

  private static double rate(String figures) {
    return Double.parseDouble(figures.replaceFirst("(?s).*requests per second: (\\d+)\n.*", "$1"));
  }
}
