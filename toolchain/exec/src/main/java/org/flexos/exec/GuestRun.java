package org.flexos.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One boot of an image.
 *
 * @param memoryMiB guest memory
 * @param arguments of the application, after its name
 * @param devices virtio devices
 * @param countInstructions QEMU's icount: guest time is the number of retired instructions
 * @param memoryFile what the guest's memory is kept in; empty: nobody else looks at it
 */
public record GuestRun(
    Path image,
    Optional<Path> initrd,
    int memoryMiB,
    Accelerator accelerator,
    boolean countInstructions,
    List<String> arguments,
    GuestDevices devices,
    Duration limit,
    Machine machine,
    Optional<Path> memoryFile) {
  public static final int DEFAULT_MEMORY_MIB = 64;

  public GuestRun {
    arguments = List.copyOf(arguments);
    if (memoryMiB < 8) {
      throw new IllegalArgumentException("guest memory must be at least 8 MiB, was " + memoryMiB);
    }
  }

  /** On microvm, with memory of QEMU's own. */
  public GuestRun(
      Path image,
      Optional<Path> initrd,
      int memoryMiB,
      Accelerator accelerator,
      boolean countInstructions,
      List<String> arguments,
      GuestDevices devices,
      Duration limit) {
    this(
        image,
        initrd,
        memoryMiB,
        accelerator,
        countInstructions,
        arguments,
        devices,
        limit,
        Machine.MICROVM,
        Optional.empty());
  }

  /** The same boot on another machine. */
  public GuestRun on(Machine other) {
    return with(other, memoryFile);
  }

  /** The same boot with its memory where we can read it. */
  public GuestRun in(GuestMemory memory) {
    return with(machine, Optional.of(memory.file()));
  }

  private GuestRun with(Machine otherMachine, Optional<Path> otherMemory) {
    return new GuestRun(
        image,
        initrd,
        memoryMiB,
        accelerator,
        countInstructions,
        arguments,
        devices,
        limit,
        otherMachine,
        otherMemory);
  }
}
