package org.flexos.exec;

import java.nio.file.Path;
import java.util.List;

/**
 * One boot of Linux, to compare with: the same QEMU, accelerator and network as a {@link GuestRun}
 * has, on the machine that Debian's kernel is made for.
 *
 * @param memoryMiB guest memory
 * @param commandLine the kernel's
 */
public record LinuxRun(
    Path kernel, Path initrd, int memoryMiB, String commandLine, GuestDevices.UserNetwork network) {
  public static final Machine MACHINE = Machine.Q35;

  /** QEMU's. */
  public List<String> command() {
    return List.of(
        QemuCommand.PROGRAM,
        "-M",
        MACHINE.options(),
        "-accel",
        Accelerator.TCG.qemuName(),
        "-cpu",
        Accelerator.TCG.cpu(),
        "-smp",
        Accelerator.TCG.processors(),
        "-m",
        Integer.toString(memoryMiB),
        "-kernel",
        kernel.toString(),
        "-initrd",
        initrd.toString(),
        "-append",
        commandLine,
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-no-reboot",
        "-serial",
        "stdio",
        "-netdev",
        network.backend(),
        "-device",
        MACHINE.card());
  }
}
