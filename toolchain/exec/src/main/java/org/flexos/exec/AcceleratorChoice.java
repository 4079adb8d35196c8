package org.flexos.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.model.UserErrorException;

/**
 * Chooses by capability, not by the presence of a device node: a {@code /dev/kvm} without the CPU
 * flags behind it starts a guest and then stops it at its first WRPKRU.
 */
public final class AcceleratorChoice {
  public static final List<String> NAMES = List.of("auto", "tcg", "kvm");

  private final Path cpuInfo;
  private final Path kvmDevice;

  public AcceleratorChoice() {
    this(Path.of("/proc/cpuinfo"), Path.of("/dev/kvm"));
  }

  /**
   * Of another machine than this one.
   *
   * @param cpuInfo as in proc(5)
   */
  public AcceleratorChoice(Path cpuInfo, Path kvmDevice) {
    this.cpuInfo = cpuInfo;
    this.kvmDevice = kvmDevice;
  }

  /**
   * @param asked one of {@link #NAMES}
   * @param needsKeys the image uses protection keys
   * @throws UserErrorException kvm was asked for and cannot run this image
   */
  public Accelerator choose(String asked, boolean needsKeys) {
    return switch (asked) {
      case "tcg" -> Accelerator.TCG;
      case "auto" -> whyNotKvm(needsKeys).isEmpty() ? Accelerator.KVM : Accelerator.TCG;
      case "kvm" -> {
        Optional<String> reason = whyNotKvm(needsKeys);
        if (reason.isPresent()) {
          throw new UserErrorException(
              "--accel kvm cannot run this image: " + reason.get() + "; use --accel tcg or auto");
        }
        yield Accelerator.KVM;
      }
      default ->
          throw new UserErrorException(
              "unknown accelerator '" + asked + "'; allowed: " + String.join(", ", NAMES));
    };
  }

  /** Empty when KVM can run the image, else what is missing. */
  public Optional<String> whyNotKvm(boolean needsKeys) {
    Set<String> flags = cpuFlags();
    if (!flags.contains("vmx") && !flags.contains("svm")) {
      return Optional.of(
          "the CPU offers no virtualisation (no vmx or svm flag in " + cpuInfo + ")");
    }
    if (needsKeys && !flags.contains("pku")) {
      return Optional.of("the CPU has no protection keys (no pku flag in " + cpuInfo + ")");
    }
    if (!Files.isReadable(kvmDevice) || !Files.isWritable(kvmDevice)) {
      return Optional.of(
          kvmDevice + (Files.exists(kvmDevice) ? " may not be opened" : " does not exist"));
    }
    return Optional.empty();
  }

  private Set<String> cpuFlags() {
    try (var lines = Files.lines(cpuInfo)) {
      return lines
          .filter(l -> l.startsWith("flags"))
          .findFirst()
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .map(l -> Arrays.stream(l.split("\\s+")).collect(Collectors.toSet()))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
