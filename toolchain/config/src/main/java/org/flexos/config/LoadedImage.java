package org.flexos.config;

import java.util.List;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;

/** A checked image, and what is worth telling the user though it stops nothing. */
public record LoadedImage(ImageSpec image, List<Diagnostic> notes) {
  public LoadedImage {
    notes = List.copyOf(notes);
  }
}
