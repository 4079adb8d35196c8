package org.flexos.cli.explore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.run.InitrdStep;
import org.flexos.config.BenchSpec;
import org.flexos.exec.Accelerator;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestRun;
import org.flexos.model.Plan;

/**
 * How an application's images are booted to be measured.
 *
 * @param accelerator of all of them: what runs on different ones cannot be compared
 * @param counted guest time counts instructions
 */
record Boot(Path application, BenchSpec bench, Accelerator accelerator, boolean counted) {
  private static final String RANDOM = "virtio-rng";

  /**
   * @param own the configuration's folder
   * @param limit how long the guest may run
   */
  GuestRun run(Built built, Path own, Optional<GuestDevices.Network> network, Duration limit) {
    Plan plan = built.planned().plan();
    return new GuestRun(
        built.files().image(),
        InitrdStep.run(Optional.empty(), application, own.resolve("initrd.cpio")),
        bench.memoryMiB(),
        accelerator,
        counted,
        commandLine(built),
        network.isPresent()
            ? new GuestDevices(network, has(plan, RANDOM), List.of())
            : GuestDevices.NONE,
        limit);
  }

  /** One that runs every image, the baseline without keys among them. */
  static Accelerator accelerator(AcceleratorChoice machine, boolean counted) {
    return machine.choose(counted ? "tcg" : "auto", true);
  }

  private List<String> commandLine(Built built) {
    var line =
        new ArrayList<>(List.of("flexos.name=" + built.planned().plan().application(), "--"));
    line.addAll(
        bench.arguments().isEmpty()
            ? built.planned().loaded().commandWith((long) bench.memoryMiB() << 20)
            : bench.arguments());
    return line;
  }

  static boolean has(Plan plan, String library) {
    return plan.placement().stream().anyMatch(p -> p.library().equals(library));
  }
}
