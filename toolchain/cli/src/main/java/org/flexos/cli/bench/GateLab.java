package org.flexos.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.flexos.cli.Session;
import org.flexos.emit.Emission;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.latebind.LlvmPrograms;

/**
 * Builds and runs the gate laboratory: a test-only trusted base with the gates that the emitter
 * writes for every image. Measures them, looks for residue, and attacks them.
 */
public final class GateLab {
  /** How much of the sweep to run. */
  public enum Level {
    /** Counts instructions only. */
    MEASURE(0),
    /** As much as it takes to see a planted weakness. */
    CONTROL(1),
    SHORT(2),
    LONG(3);

    private final int number;

    Level(int number) {
      this.number = number;
    }
  }

  private static final String FOLDER = "os/tests/gates";
  private static final List<String> TRUSTED =
      List.of(
          "os/arch/x86_64/boot.S",
          "os/arch/x86_64/trap.S",
          "os/arch/x86_64/cpu.c",
          "os/arch/x86_64/paging.c",
          "os/lib/flexos-core/frames.c",
          "os/lib/flexos-core/memory.c",
          "os/lib/flexos-core/copy.c",
          "os/lib/flexos-core/bounce.c",
          "os/plat/kvm/console.c",
          FOLDER + "/lab.S",
          FOLDER + "/machine.c",
          FOLDER + "/measure.c",
          FOLDER + "/hygiene.c",
          FOLDER + "/sweep.c");
  private static final List<String> INCLUDES =
      List.of(
          "os/include",
          "os/arch/x86_64/include",
          "os/lib/flexos-core/include",
          "os/plat/kvm/include",
          FOLDER);
  private static final List<String> FLAGS =
      List.of(
          "--target=x86_64-unknown-none-elf",
          "-std=c11",
          "-O2",
          "-g",
          "-ffreestanding",
          "-nostdlibinc",
          "-fno-pic",
          "-fno-pie",
          "-mcmodel=small",
          "-mno-red-zone",
          "-mgeneral-regs-only",
          "-fomit-frame-pointer",
          "-fno-asynchronous-unwind-tables",
          "-Wall",
          "-Wextra",
          "-Wshadow",
          "-Wcast-qual",
          "-Werror",
          "-Qunused-arguments");

  private final Session session;
  private final LlvmPrograms programs;

  public GateLab(Session session, LlvmPrograms programs) {
    this.session = session;
    this.programs = programs;
  }

  /**
   * Builds the laboratory's image in {@code folder}.
   *
   * @param weaken changes the gates' assembly, to see that an experiment finds what is missing
   */
  public Path build(Path folder, UnaryOperator<String> weaken) throws IOException {
    return build(folder, weaken, GateLabPlan.emission(false));
  }

  /** The same laboratory, with gates that count their calls. */
  public Path buildCounting(Path folder) throws IOException {
    return build(folder, a -> a, GateLabPlan.emission(true));
  }

  private Path build(Path folder, UnaryOperator<String> weaken, Emission emission)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("gates.s"), weaken.apply(emission.assembly()));
    Files.writeString(folder.resolve("image.ld"), emission.linkerScript());
    var objects = new ArrayList<String>();
    compile(folder, folder.resolve("gates.s"), objects);
    compile(folder, session.home().resolve(FOLDER).resolve("compartments.S"), objects);
    for (String source : TRUSTED) {
      compile(folder, session.home().resolve(source), objects);
      run(
          "marking the trusted base",
          List.of(
              programs.objcopy(), "--prefix-alloc-sections=.tb", objects.get(objects.size() - 1)));
    }
    Path image = folder.resolve("gate-lab");
    var link =
        new ArrayList<>(
            List.of(
                programs.lld(),
                "-static",
                "--gc-sections",
                "--orphan-handling=error",
                "--no-rosegment",
                "-z",
                "noexecstack",
                "-z",
                "max-page-size=4096",
                "-T",
                folder.resolve("image.ld").toString(),
                "-o",
                image.toString()));
    link.addAll(objects);
    run("linking the gate laboratory", link);
    return image;
  }

  private void compile(Path folder, Path source, List<String> objects) {
    String object = folder.resolve(source.getFileName() + ".o").toString();
    var command = new ArrayList<String>(List.of(programs.clang()));
    command.addAll(FLAGS);
    INCLUDES.forEach(i -> command.add("-I" + session.home().resolve(i)));
    command.addAll(List.of("-c", source.toString(), "-o", object));
    run("compiling " + source.getFileName(), command);
    objects.add(object);
  }

  private void run(String doing, List<String> command) {
    session.runner().run(command, session.toolLimit()).orFail(doing);
  }

  /** Lines that the laboratory printed, in order; the last one is {@code end} if all went well. */
  public List<String> run(Path image, Level level, boolean count, Duration limit) {
    var console = new ByteArrayOutputStream();
    GuestOutcome outcome =
        new QemuRunner(session::log)
            .run(
                new GuestRun(
                    image,
                    Optional.empty(),
                    GuestRun.DEFAULT_MEMORY_MIB,
                    Accelerator.TCG,
                    count,
                    List.of("level=" + level.number),
                    GuestDevices.NONE,
                    limit),
                console);
    var lines = new ArrayList<>(console.toString(StandardCharsets.UTF_8).lines().toList());
    if (!outcome.equals(new GuestOutcome.Exited(0))) {
      lines.add(outcome.toString());
    }
    return lines;
  }

  /** Instructions of each gate's round trip beyond a plain call, by the gate's name. */
  public TreeMap<String, Integer> measures(List<String> lines) {
    var measures = new TreeMap<String, Integer>();
    for (String line : lines) {
      if (line.startsWith("measure ")) {
        String[] parts = line.substring("measure ".length()).split("=");
        measures.put(parts[0], Integer.parseInt(parts[1]));
      }
    }
    return measures;
  }
}
