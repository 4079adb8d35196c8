package org.flexos.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds of processor time, user and system together, as proc(5) counts them in {@code stat}. */
public final class ProcessorTime {
  /** Of /proc's clock a second: USER_HZ, 100 on x86-64. */
  private static final double TICKS = 100;

  /** Field 14, counted from the one that follows the program's name. */
  private static final int UTIME = 11;

  /** Field 16, likewise. */
  private static final int CUTIME = 13;

  private ProcessorTime() {}

  /** Of one process with all its threads; NaN when it has ended. */
  public static double of(long pid) {
    return seconds(Long.toString(pid), UTIME);
  }

  /** Of all processes that this one started and that ended. */
  public static double ofEndedChildren() {
    return seconds("self", CUTIME);
  }

  private static double seconds(String process, int field) {
    try {
      String stat = Files.readString(Path.of("/proc", process, "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
