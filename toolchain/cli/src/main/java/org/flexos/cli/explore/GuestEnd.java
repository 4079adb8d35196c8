package org.flexos.cli.explore;

import org.flexos.exec.GuestOutcome;

/** The end of a guest that gave no figure, in words. */
final class GuestEnd {
  private GuestEnd() {}

  /** As the beginning of a sentence; what QEMU said where it is to blame, as no console has it. */
  static String words(GuestOutcome outcome) {
    return outcome instanceof GuestOutcome.QemuFailed qemu
        ? "QEMU ended with status "
            + qemu.status()
            + (qemu.stderr().isEmpty() ? "" : " (" + qemu.stderr() + ")")
        : "the guest ended with status " + outcome.exitStatus();
  }
}
