package org.flexos.cli.tape;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.cli.count.Counters;
import org.flexos.cli.count.GateCounts;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.run.InitialDisk;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestMemory;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.model.EnvironmentException;

/**
 * Plays a tape to an application's server, under icount. Its image is the one that a user gets but
 * for one library more in ring 0; the machine has no device at all, so nothing comes from outside.
 */
public final class TapeRun {
  /** The library that plays. */
  public static final String DEVICE = "tapenet";

  private static final String ADDRESS = "netdev.ipv4_addr=10.0.2.15";
  private static final int LINES_SHOWN = 5;

  private final Session session;
  private final Duration limit;

  /**
   * @param limit a guest that runs longer has failed
   */
  public TapeRun(Session session, Duration limit) {
    this.session = session;
    this.limit = limit;
  }

  /**
   * Figures of the measured phases, in the tape's order.
   *
   * @param request the application and its profile; where the image lies
   * @param memoryMiB guest memory
   * @param arguments of main; empty: those of kraft.yaml
   * @throws EnvironmentException when a reply was wrong or missing, or the guest did not end well
   */
  public List<TapeFigures> run(
      BuildRequest request, Tape tape, int memoryMiB, List<String> arguments) {
    Built built = new BuildPipeline(session).build(request.with(DEVICE));
    try (InitialDisk disk = disk(tape, request.application(), built)) {
      return play(request, prepare(built, disk, memoryMiB, arguments), tape);
    }
  }

  /**
   * How often each gate was called, from boot to the tape's end. The gates of this image count; its
   * instructions are a few more.
   */
  public GateCounts calls(BuildRequest request, Tape tape, int memoryMiB, List<String> arguments) {
    Built built = new BuildPipeline(session).build(request.with(DEVICE).counting());
    try (GuestMemory memory = GuestMemory.create();
        InitialDisk disk = disk(tape, request.application(), built)) {
      play(request, prepare(built, disk, memoryMiB, arguments).in(memory), tape);
      return new Counters(built.planned().plan(), built.files().debug()).read(memory, "played");
    } catch (IOException e) {
      throw new EnvironmentException("no file for the guest's memory: " + e.getMessage(), e);
    }
  }

  private List<TapeFigures> play(BuildRequest request, GuestRun run, Tape tape) {
    String profile = request.profile().orElse(request.driver().orElse("kraft.yaml"));
    TapePlay play = play(new QemuRunner(session::log), run, profile);
    if (!play.isWhole(tape)) {
      throw new EnvironmentException(failure(profile, play.outcome(), play.said()));
    }
    return play.figures();
  }

  /** The application's own files and the tape, for one guest. */
  public static InitialDisk disk(Tape tape, Path application, Built built) {
    return InitialDisk.with(Map.of(Tape.FILE, tape.bytes()), application, built.files().image());
  }

  /**
   * The boot of an image that was built with {@link #DEVICE}.
   *
   * @param disk with the tape; open as long as the guest runs
   */
  public GuestRun prepare(Built built, InitialDisk disk, int memoryMiB, List<String> arguments) {
    return new GuestRun(
        built.files().image(),
        disk.file(),
        memoryMiB,
        Accelerator.TCG,
        true,
        commandLine(built, memoryMiB, arguments),
        GuestDevices.NONE,
        limit);
  }

  /**
   * Plays it once, whatever becomes of it.
   *
   * @param profile for the figures
   */
  public TapePlay play(QemuRunner runner, GuestRun run, String profile) {
    var console = new ByteArrayOutputStream();
    GuestOutcome outcome = runner.run(run, console);
    String said = console.toString(StandardCharsets.UTF_8);
    return new TapePlay(outcome, said, TapeFigures.read(profile, said));
  }

  private static List<String> commandLine(Built built, int memoryMiB, List<String> arguments) {
    String name = built.planned().plan().application();
    var line = new ArrayList<>(List.of("flexos.name=" + name, ADDRESS, "--"));
    line.addAll(
        arguments.isEmpty()
            ? built.planned().loaded().commandWith((long) memoryMiB << 20)
            : arguments);
    return line;
  }

  private String failure(String profile, GuestOutcome outcome, String said) {
    List<String> lines = said.lines().toList();
    String last =
        String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    return "the tape was not played to its end with profile "
        + profile
        + ": "
        + (outcome instanceof GuestOutcome.TimedOut
            ? "the guest ran longer than " + limit.toSeconds() + " s"
            : "the guest ended with status " + outcome.exitStatus())
        + "; its last words:\n  "
        + last;
  }
}
