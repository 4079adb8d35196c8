package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds of processor time: what a busy machine changes less than the time on the wall. */
final class ProcessorTime {
  /** Of /proc's clock a second: USER_HZ, 100 on x86-64. */
  private static final double TICKS = 100;

  /** Fields of proc(5)'s stat, counted from the one that follows the program's name. */
  private static final int UTIME = 11;

  private static final int CUTIME = 13;

  private ProcessorTime() {}

  /** Of all processes that this one started and that ended. */
  static double ofChildren() {
    return seconds(CUTIME);
  }

  /** Of this process. */
  static double own() {
    return seconds(UTIME);
  }

  /** User and system time, which follow each other. */
  private static double seconds(int field) {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
