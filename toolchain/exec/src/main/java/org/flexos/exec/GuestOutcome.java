package org.flexos.exec;

import java.time.Duration;

/** How a guest's run ended. */
public sealed interface GuestOutcome {
  /** Status of `./flexos run`: the guest's own, or by convention 139, 134, 124, 70. */
  int exitStatus();

  /** For a record of the run. */
  String inAWord();

  /** The application ended. */
  record Exited(int status) implements GuestOutcome {
    @Override
    public int exitStatus() {
      return status & 0xff;
    }

    @Override
    public String inAWord() {
      return "exit " + status;
    }
  }

  /** A compartment did what it may not; {@code record} is the trusted base's JSON. */
  record Faulted(String record) implements GuestOutcome {
    @Override
    public int exitStatus() {
      return 139;
    }

    @Override
    public String inAWord() {
      return "fault";
    }
  }

  /** An assertion failed or the guest gave up; {@code record} is JSON. */
  record Crashed(String record) implements GuestOutcome {
    @Override
    public int exitStatus() {
      return 134;
    }

    @Override
    public String inAWord() {
      return "crash";
    }
  }

  record TimedOut(Duration limit) implements GuestOutcome {
    @Override
    public int exitStatus() {
      return 124;
    }

    @Override
    public String inAWord() {
      return "timeout";
    }
  }

  /** QEMU, not the guest, ended the run. */
  record QemuFailed(int status, String stderr) implements GuestOutcome {
    @Override
    public int exitStatus() {
      return 70;
    }

    @Override
    public String inAWord() {
      return "qemu";
    }
  }
}
