package org.flexos.cli.bench.redis;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;

/** Runs redis-benchmark, of Debian's redis-tools, on the host. */
final class RedisBenchmark {
  static final String PROGRAM = "redis-benchmark";

  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** {@code "GET","50335.57",...}: the test and its requests a second. */
  private static final Pattern RESULT = Pattern.compile("(?m)^\"(GET|SET)\",\"([0-9.]+)\"");

  private final ProcessRunner runner;

  RedisBenchmark(ProcessRunner runner) {
    this.runner = runner;
  }

  /** Requests a second, by redis-benchmark's own clock. */
  double requestsPerSecond(Load load, int port) {
    ProcessRunner.Result result =
        runner.run(
            List.of(
                PROGRAM,
                "-p",
                Integer.toString(port),
                "-c",
                Integer.toString(Load.CONNECTIONS),
                "-d",
                Integer.toString(Load.VALUE_BYTES),
                "-P",
                Integer.toString(load.pipeline()),
                "-n",
                Integer.toString(load.requests()),
                "-t",
                load.command(),
                "--csv"),
            LIMIT);
    return read(result.orFail("measuring " + load.title()).stdout());
  }

  static double read(String csv) {
    Matcher found = RESULT.matcher(csv);
    if (!found.find()) {
      throw new EnvironmentException(PROGRAM + " has printed no result: " + csv.strip());
    }
    return Double.parseDouble(found.group(2));
  }
}
