package org.flexos.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How an application is measured: {@code bench.yaml}.
 *
 * @param arguments of main
 * @param memoryMiB guest memory
 * @param limit a run that takes longer counts as failed
 * @param metrics by name, what on the console the figure follows: group 1 is the number
 * @param noise expected scatter of a run as a fraction; 0: the same on every run
 */
public record BenchSpec(
    List<String> arguments,
    int memoryMiB,
    Duration limit,
    Map<String, Pattern> metrics,
    double noise) {}
