package org.flexos.cli.bench.redis;

import java.util.List;

/**
 * What redis-benchmark asks a server for in one run.
 *
 * @param command get or set
 * @param pipeline requests that a connection sends before it waits
 * @param requests in all
 */
record Load(String command, int pipeline, int requests) {
  static final int CONNECTIONS = 30;
  static final int VALUE_BYTES = 3;

  private static final int PIPELINE = 16;
  private static final int PIPELINED_REQUESTS = 100_000;
  private static final int SINGLE_REQUESTS = 20_000;

  /** What is compared, in the order of the table. */
  static final List<Load> ALL =
      List.of(
          new Load("get", PIPELINE, PIPELINED_REQUESTS),
          new Load("set", PIPELINE, PIPELINED_REQUESTS),
          new Load("get", 1, SINGLE_REQUESTS),
          new Load("set", 1, SINGLE_REQUESTS));

  /** A part of it: long enough for TCG to have translated what is used. */
  Load warmUp() {
    return new Load(command, pipeline, requests / 5);
  }

  String title() {
    return command.toUpperCase(java.util.Locale.ROOT) + ", pipeline " + pipeline;
  }
}
