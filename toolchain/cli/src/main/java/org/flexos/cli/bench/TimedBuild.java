package org.flexos.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.exec.ProcessorTime;
import org.flexos.model.json.JsonText;

/**
 * A whole build command, as a user gives it.
 *
 * @param seconds by the clock on the wall
 * @param processor seconds of all processes together: what a busy machine does not change much
 * @param binding seconds of it for plan, emit and link, by the wall clock
 */
public record TimedBuild(double seconds, double processor, double binding) {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /**
   * @param home the repository whose front door is used
   * @param environment as {@code NAME=value}
   * @param options of build, behind the application
   */
  public static TimedBuild run(
      Session session,
      Path home,
      String application,
      List<String> environment,
      List<String> options) {
    var command = new ArrayList<>(List.of("env"));
    command.addAll(environment);
    command.addAll(List.of(home.resolve("flexos").toString(), "build"));
    command.addAll(List.of(home.resolve(application).toString(), "--json"));
    command.addAll(options);
    double used = ProcessorTime.ofEndedChildren();
    long start = System.nanoTime();
    String answer = session.runner().run(command, LIMIT).orFail("building " + application).stdout();
    double seconds = (System.nanoTime() - start) / NANOS;
    Map<?, ?> steps = (Map<?, ?>) ((Map<?, ?>) JsonText.parse(answer)).get("milliseconds");
    long binding = 0;
    for (String step : List.of("plan", "emit", "link")) {
      binding += steps.get(step) instanceof Long ms ? ms : 0;
    }
    return new TimedBuild(seconds, ProcessorTime.ofEndedChildren() - used, binding / MILLIS);
  }
}
