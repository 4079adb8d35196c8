package org.flexos.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit status of every command but a {@code run} that ended in the guest's own. */
public enum ExitCode {
  OK(0, "done; of 'run': the guest's status was 0"),
  USER_ERROR(1, "something in kraft.yaml, a profile, a descriptor or a source is wrong"),
  USAGE(2, "the command line is wrong"),
  FINDINGS(3, "'verify' has findings, or 'plan --against' sees a difference"),
  ENVIRONMENT(69, "the machine cannot: a tool, the disk, the network"),
  INTERNAL(70, "a bug of ours, or QEMU ended the run instead of the guest"),
  TIMED_OUT(124, "'run' reached its --timeout"),
  CRASHED(134, "the guest gave up: an assertion or UK_CRASH"),
  FAULTED(139, "a compartment did what it may not");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  public int status() {
    return status;
  }

  /** For {@code --help}. */
  static Map<String, String> table() {
    var table = new LinkedHashMap<String, String>();
    for (ExitCode code : values()) {
      table.put(Integer.toString(code.status), code.meaning);
    }
    return table;
  }
}
