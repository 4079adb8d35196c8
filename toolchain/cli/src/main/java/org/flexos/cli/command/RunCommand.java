package org.flexos.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.WholeFile;
import org.flexos.cli.count.CountedRun;
import org.flexos.cli.current.CurrentImages;
import org.flexos.cli.current.ImageSheet;
import org.flexos.cli.current.ReadyImage;
import org.flexos.cli.fault.OutcomeReport;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.run.InitialDisk;
import org.flexos.exec.Accelerator;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.Machine;
import org.flexos.exec.QemuRunner;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Builds what is not up to date, boots it, and ends with the guest's status. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Build, boot in QEMU, and end with the guest's status.")
public final class RunCommand implements Callable<Integer> {
  /** For the shell's completion. */
  static final class MachineNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    MachineNames() {
      super(Arrays.stream(Machine.values()).map(Machine::qemuName).toList());
    }
  }

  private static final Duration NO_LIMIT = Duration.ofDays(365);

  /** First among the arguments: those of kraft.yaml go before them. */
  private static final String THE_COMMAND = "...";

  @ParentCommand private Main main;
  @Mixin private BuildOptions options;
  @Mixin private NetworkOptions network;
  @Mixin private VolumeOptions volumes;

  @Parameters(
      index = "1..*",
      paramLabel = "ARGS",
      description =
          "After --: arguments of main (default: cmd of kraft.yaml; ... first among them stands for it); before a second --: parameters of libraries (library.name=value).")
  private List<String> arguments = List.of();

  @Option(
      names = "--initrd",
      paramLabel = "F",
      description = "A cpio archive (newc), or a folder to pack (default: DIR/initrd, if there).")
  private Optional<Path> initrd = Optional.empty();

  @Option(
      names = "-M",
      paramLabel = "MiB",
      defaultValue = "64",
      description = "Guest memory (default: ${DEFAULT-VALUE}).")
  private int memory;

  @Option(
      names = "--machine",
      paramLabel = "microvm|q35",
      completionCandidates = MachineNames.class,
      defaultValue = "microvm",
      description = "The machine that QEMU plays (default: ${DEFAULT-VALUE}).")
  private String machine;

  @Option(
      names = "--accel",
      paramLabel = "tcg|kvm|auto",
      defaultValue = "auto",
      description = "What executes the guest (default: auto: KVM where the CPU can, else TCG).")
  private String accelerator;

  @Option(
      names = "--icount",
      description =
          "Guest time counts instructions, and the processor's random numbers are no secret: the same on every run. TCG only.")
  private boolean countInstructions;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Kill the guest after that long (status 124).")
  private Optional<Integer> timeout = Optional.empty();

  @Option(
      names = "--count-gates",
      paramLabel = "FILE",
      description =
          "Count the calls of each gate, and write them to FILE (JSON) when the run ends: for `graph --counts`. Builds an image of its own, DIR/build/NAME[-PROFILE]-counting.elf, an instruction a call slower.")
  private Optional<Path> counts = Optional.empty();

  @Override
  public Integer call() {
    Session session = main.session();
    if (memory < 8) {
      throw new UserErrorException("-M " + memory + ": a guest needs at least 8 MiB");
    }
    if (timeout.orElse(1) < 1) {
      throw new UserErrorException("--timeout must be at least 1 second");
    }
    Machine chosenMachine = Machine.named(machine);
    counts.ifPresent(f -> WholeFile.check("--count-gates", f));
    BuildRequest asked = options.request(Optional.empty());
    BuildRequest request = counts.isPresent() ? asked.counting() : asked;
    ReadyImage built = new CurrentImages(session).get(request);
    ImageSheet sheet = built.sheet();
    if (session.verbose() || session.terminal()) {
      sheet.isolation().forEach(session::say);
    }
    boolean needsKeys = sheet.domains() > 1;
    Accelerator chosen =
        new AcceleratorChoice().choose(countInstructions ? tcg() : accelerator, needsKeys);
    List<GuestDevices.Volume> mounts = volumes.read(sheet, request.application());
    List<String> commandLine = commandLine(sheet, mounts);
    GuestDevices devices = network.devices(sheet, commandLine, mounts);
    GuestOutcome outcome;
    try (var disk = disk(session, built, request.application())) {
      var run =
          new GuestRun(
                  built.files().image(),
                  disk.fitting(built.files().image(), memory).file(),
                  memory,
                  chosen,
                  countInstructions,
                  commandLine,
                  devices,
                  timeout.map(Duration::ofSeconds).orElse(NO_LIMIT))
              .on(chosenMachine);
      NetworkOptions.announce(session, devices);
      outcome = boot(session, built, run);
    }
    new OutcomeReport(session, built::plan, built::facts, built.files().debug(), memory)
        .print(outcome);
    return outcome.exitStatus();
  }

  private InitialDisk disk(Session session, ReadyImage built, Path application) {
    return built.sheet().holdsDisk()
        ? InitialDisk.of(initrd, application, built.files().image())
        : InitialDisk.unheld(initrd, application, session::say);
  }

  private GuestOutcome boot(Session session, ReadyImage built, GuestRun run) {
    var qemu = new QemuRunner(session::log, NetworkOptions.environment(session, run.devices()));
    if (counts.isEmpty()) {
      return qemu.run(run, session.out());
    }
    session.say(
        built.files().image().getFileName()
            + " counts the calls of its gates: it is for measuring, not for deploying");
    try (var counted = new CountedRun(session, built.plan(), built.files().debug(), counts.get())) {
      GuestOutcome outcome = qemu.run(counted.prepare(run), session.out());
      session.out().flush();
      counted.write(outcome);
      return outcome;
    }
  }

  /** Parameters of libraries, "--", arguments of main: the user's, or those of kraft.yaml. */
  private List<String> commandLine(ImageSheet image, List<GuestDevices.Volume> volumes) {
    var line = new ArrayList<String>();
    line.add("flexos.name=" + image.application());
    if (!countInstructions) {
      line.add("uktime.epoch=" + Instant.now().getEpochSecond());
    }
    volumes.forEach(v -> line.add(v.parameter()));
    List<String> given = arguments;
    int end = given.indexOf("--");
    if (end >= 0) {
      line.addAll(given.subList(0, end));
      given = given.subList(end + 1, given.size());
    }
    line.add("--");
    boolean adds = !given.isEmpty() && given.get(0).equals(THE_COMMAND);
    if (given.isEmpty() || adds) {
      line.addAll(image.commandWith((long) memory << 20));
    }
    line.addAll(adds ? given.subList(1, given.size()) : given);
    return line;
  }

  private String tcg() {
    if (accelerator.equals("kvm")) {
      throw new UserErrorException(
          "--icount counts TCG's instructions; it does not go with --accel kvm");
    }
    return "tcg";
  }
}
