package org.flexos.config;

import java.util.List;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;

/**
 * A checked image, and what is worth telling the user though it stops nothing.
 *
 * @param command arguments of main when the user gives none
 */
public record LoadedImage(ImageSpec image, List<String> command, List<Diagnostic> notes) {
  public LoadedImage {
    command = List.copyOf(command);
    notes = List.copyOf(notes);
  }
}
