package org.flexos.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says whether this machine can build and run images, and what to do where it cannot. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Check this machine: tools, cache folder, accelerator.")
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long NEEDED_MIB = 1024;

  /** Maven colours its words even when nobody watches. */
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  @ParentCommand private Main main;
  private boolean healthy = true;

  @Override
  public Integer call() {
    Session session = main.session();
    line(session, "Java", Optional.of(Runtime.version().toString()), "");
    line(
        session,
        "QEMU",
        version(session, "qemu-system-x86_64", "--version"),
        "apt-get install qemu-system-x86");
    line(session, "Maven", version(session, "mvn", "--version"), "apt-get install maven");
    line(session, "LLVM", llvm(session), "free 0.5 GB below ~/.javacpp");
    line(
        session,
        "cache folder",
        cache(session),
        "free 1 GB, or set FLEXOS_CACHE to another folder");
    var accelerator = new AcceleratorChoice();
    session
        .out()
        .println(
            "accelerator: "
                + accelerator.whyNotKvm(true).map(w -> "TCG (not KVM: " + w + ")").orElse("KVM"));
    return healthy ? ExitCode.OK.status() : ExitCode.ENVIRONMENT.status();
  }

  private void line(Session session, String what, Optional<String> found, String remedy) {
    healthy &= found.isPresent();
    session.out().println(what + ": " + found.orElse("missing or unusable; " + remedy));
  }

  private static Optional<String> version(Session session, String... command) {
    try {
      ProcessRunner.Result result = session.runner().run(List.of(command), LIMIT);
      return result.status() == 0
          ? result.stdout().lines().findFirst().map(l -> COLOURS.matcher(l).replaceAll(""))
          : Optional.empty();
    } catch (EnvironmentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> llvm(Session session) {
    try {
      return version(session, LlvmPrograms.find(session.cache()).clang(), "--version");
    } catch (EnvironmentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> cache(Session session) {
    try {
      Path folder = Files.createDirectories(session.cache());
      long free = folder.toFile().getUsableSpace() >> 20; // works in a chroot, too
      return free >= NEEDED_MIB && Files.isWritable(folder)
          ? Optional.of(folder + ", " + free + " MiB free")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
