package org.flexos.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each step of a build took, in milliseconds, in order. */
public final class Timings {
  private final Map<String, Long> steps = new LinkedHashMap<>();

  <T> T time(String step, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      add(step, start);
    }
  }

  /**
   * @param start {@code System.nanoTime()} when the step began
   */
  void add(String step, long start) {
    steps.merge(step, (System.nanoTime() - start) / 1_000_000, Long::sum);
  }

  public Map<String, Long> milliseconds() {
    return steps;
  }
}
