package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.flexos.cli.Session;
import org.flexos.emit.Emission;
import org.flexos.emit.Emitter;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.Plan;
import org.flexos.model.json.RecordJson;

/** Builds images for tests that the product would not keep: it only hears what verify says. */
public final class LooseBuild {
  /**
   * @param full with symbols and the plan
   */
  public record Image(Path stripped, Path full, Plan plan, Verification verification) {}

  private LooseBuild() {}

  /**
   * @param weaken changes the gates' assembly
   * @param folder made, and the image put there
   */
  public static Image build(
      Session session, BuildRequest request, UnaryOperator<String> weaken, Path folder)
      throws IOException {
    BuildPipeline.Planned planned = new BuildPipeline(session).plan(request);
    Emission sound = Emitter.emit(planned.plan(), planned.loaded().image(), planned.facts());
    var emission = new Emission(weaken.apply(sound.assembly()), sound.linkerScript());
    Files.createDirectories(folder);
    var step = new LinkStep(session, LlvmPrograms.find(session.cache()));
    step.run(
        planned.plan(), RecordJson.pretty(planned.plan()), emission, planned.libraries(), folder);
    step.runWithLines(folder);
    Path full = folder.resolve(LinkStep.DEBUG);
    Path stripped = folder.resolve(LinkStep.STRIPPED);
    return new Image(stripped, full, planned.plan(), Verification.of(full, stripped));
  }
}
