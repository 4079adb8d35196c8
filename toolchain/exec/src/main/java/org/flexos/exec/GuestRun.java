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
 */
public record GuestRun(
    Path image,
    Optional<Path> initrd,
    int memoryMiB,
    Accelerator accelerator,
    boolean countInstructions,
    List<String> arguments,
    GuestDevices devices,
    Duration limit) {
  public static final int DEFAULT_MEMORY_MIB = 64;

  public GuestRun {
    arguments = List.copyOf(arguments);
    if (memoryMiB < 8) {
      throw new IllegalArgumentException("guest memory must be at least 8 MiB, was " + memoryMiB);
    }
  }
}
