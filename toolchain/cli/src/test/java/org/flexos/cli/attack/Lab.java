package org.flexos.cli.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flexos.cli.Cli;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.pipeline.LooseBuild;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.model.UserErrorException;

/** Builds the images of the attack suite, each once, and boots them. */
final class Lab {
  static final String APPLICATION = "os/tests/attacks";

  /** A profile brings no library into an image. */
  private static final Guard.Change RAW_LIBRARY =
      new Guard.Change(
          APPLICATION + "/kraft.yaml",
          "libraries:\n",
          "libraries:\n  attacker-raw: {compartment: attacker}\n");

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(120);

  /** Neither zero nor an address; the attacker's search relies on both bits. */
  private static final long MARKS = 0x8000000000000001L;

  private static final long LOW = 0xffffffffffffL;

  private final Path folder;
  private final Random random = new Random();
  private final Map<Setup, Target> targets = new HashMap<>();

  private final Map<Setup, UserErrorException> refusals = new HashMap<>();
  private int built;

  Lab(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  static Session session(Path home) {
    return new Session(home, Cli.cache(), System.out, System.err, false, false, 2, TOOL_LIMIT);
  }

  /** One at a time: they share the compiler's cache. */
  synchronized Target target(Setup setup) {
    UserErrorException refusal = refusals.get(setup);
    if (refusal != null) {
      throw refusal;
    }
    try {
      return targets.computeIfAbsent(setup, this::build);
    } catch (UserErrorException e) {
      refusals.put(setup, e);
      throw e;
    }
  }

  private Target build(Setup setup) {
    try {
      Path place = Files.createDirectory(folder.resolve("image-" + built++));
      Path home = home(place, setup);
      Path profile = place.resolve("profile.yaml");
      Files.writeString(profile, Profile.of(home.resolve(APPLICATION), setup));
      var request =
          new BuildRequest(
              home.resolve(APPLICATION),
              Optional.of(profile.toString()),
              setup.variant() == Variant.FCALLS ? Optional.of("fcalls") : Optional.empty(),
              Optional.empty());
      return new Target(
          LooseBuild.build(session(home), request, a -> gates(a, setup), place.resolve("parts")),
          setup.variant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String gates(String assembly, Setup setup) {
    String text = assembly;
    for (Guard.Change change : setup.without().changes()) {
      if (change.file().equals(Guard.GATES)) {
        text = change.applyTo(text);
      }
    }
    return text;
  }

  /** The repository, or a copy of its guest sources: without one guard, or with one library. */
  private static Path home(Path place, Setup setup) throws IOException {
    var changes = new ArrayList<>(setup.without().changes());
    if (setup.extras().contains(Setup.Extra.AUDIT)) {
      changes.addAll(Guards.AUDIT.changes());
    }
    if (setup.extras().contains(Setup.Extra.RAW)) {
      changes.add(RAW_LIBRARY);
    }
    changes.removeIf(c -> c.file().equals(Guard.GATES));
    return changes.isEmpty() ? Cli.home() : SourceCopy.make(place.resolve("home"), changes);
  }

  /** One attack in one boot; says what came of it. */
  String boot(Setup setup, Attack attack) {
    Target target = target(setup);
    long secret = random.nextLong() & LOW | MARKS;
    var console = new ByteArrayOutputStream();
    var run =
        new GuestRun(
            target.image().stripped(),
            Optional.empty(),
            GuestRun.DEFAULT_MEMORY_MIB,
            Accelerator.TCG,
            false,
            commandLine(attack, target, secret),
            GuestDevices.NONE,
            attack.limit());
    GuestOutcome outcome = new QemuRunner(line -> {}).run(run, console);
    return new Verdict(target, secret).of(outcome, console.toString(StandardCharsets.ISO_8859_1));
  }

  private static List<String> commandLine(Attack attack, Target target, long secret) {
    var line = new ArrayList<String>(List.of("flexos.name=attacks"));
    line.addAll(attack.parameters());
    line.addAll(List.of("--", attack.name(), Long.toHexString(secret)));
    for (long number : attack.numbers().apply(target)) {
      line.add(Long.toHexString(number));
    }
    return line;
  }
}
