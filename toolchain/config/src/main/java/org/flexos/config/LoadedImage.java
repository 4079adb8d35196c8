package org.flexos.config;

import java.util.List;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;

/**
 * A checked image, and what is worth telling the user though it stops nothing.
 *
 * @param command arguments of main when the user gives none, as they are written
 * @param volumes HOSTDIR:/path each, a relative HOSTDIR from the folder of kraft.yaml
 */
public record LoadedImage(
    ImageSpec image, List<String> command, List<String> volumes, List<Diagnostic> notes) {
  public LoadedImage {
    volumes = List.copyOf(volumes);
    command = List.copyOf(command);
    notes = List.copyOf(notes);
  }

  /**
   * The arguments as main gets them.
   *
   * @param memory of the guest, in bytes
   */
  public List<String> commandWith(long memory) {
    return commandWith(command, memory);
  }

  /** The same for a command that is kept without the image. */
  public static List<String> commandWith(List<String> command, long memory) {
    return command.stream().map(a -> CommandText.expand(a, memory)).toList();
  }
}
