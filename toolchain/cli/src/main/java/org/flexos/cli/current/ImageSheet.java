package org.flexos.cli.current;

import java.util.List;
import java.util.Set;
import org.flexos.cli.pipeline.BuildPipeline.Planned;
import org.flexos.cli.pipeline.IsolationSummary;
import org.flexos.cli.pipeline.Verification;
import org.flexos.config.LoadedImage;
import org.flexos.model.Diagnostic;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.Plan;

/**
 * What commands say of an image, and what it takes to run it: so little that it is read at once.
 *
 * @param libraries that are in it
 * @param command arguments of main, as kraft.yaml has them
 * @param volumes as kraft.yaml has them
 * @param notes on its files
 * @param isolation as {@link IsolationSummary} has it
 * @param holdsDisk something in it takes the files of the initial RAM disk
 * @param verified what the verifier said of it
 */
public record ImageSheet(
    String application,
    List<String> libraries,
    int domains,
    int bindings,
    List<String> command,
    List<String> volumes,
    List<String> notes,
    List<String> isolation,
    boolean holdsDisk,
    String verified) {

  static ImageSheet of(Planned planned, Verification verification) {
    LoadedImage loaded = planned.loaded();
    Plan plan = planned.plan();
    return new ImageSheet(
        loaded.image().application(),
        plan.placement().stream().map(Plan.PlacedName::library).toList(),
        plan.domains().size(),
        plan.bindings().size(),
        loaded.command(),
        loaded.volumes(),
        loaded.notes().stream().map(Diagnostic::render).toList(),
        IsolationSummary.lines(loaded.image(), plan),
        loaded.image().libraries().stream()
            .anyMatch(l -> l.descriptor().capabilities().contains(Capability.INITRD)),
        verification.summary());
  }

  /** The arguments of main, for a guest with so many bytes of memory. */
  public List<String> commandWith(long memory) {
    return LoadedImage.commandWith(command, memory);
  }

  public boolean has(String library) {
    return Set.copyOf(libraries).contains(library);
  }
}
