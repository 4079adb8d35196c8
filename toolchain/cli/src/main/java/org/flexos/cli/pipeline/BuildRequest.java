package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flexos.config.Nearest;
import org.flexos.model.UserErrorException;

/**
 * What the user asked to build.
 *
 * @param application folder with kraft.yaml
 * @param profile a file, or the name of one below the application's {@code profiles}
 * @param driver every compartment's, whatever the files say
 * @param output the image; empty: below the application's {@code build}
 * @param countsCalls its gates count their calls: another image, for measuring
 * @param instruments libraries of a measurement, which no file lists
 */
public record BuildRequest(
    Path application,
    Optional<String> profile,
    Optional<String> driver,
    Optional<Path> output,
    boolean countsCalls,
    List<String> instruments) {
  public BuildRequest {
    instruments = List.copyOf(instruments);
    application = application.toAbsolutePath().normalize();
    if (!Files.isDirectory(application)) {
      throw new UserErrorException(
          application + ": no such folder; name the folder that holds kraft.yaml");
    }
    if (!Files.exists(application.resolve("kraft.yaml"))) {
      throw new UserErrorException(
          application + ": no kraft.yaml there; name the folder that holds it");
    }
    // A device such as /dev/null would be replaced by the image.
    if (output.filter(o -> Files.exists(o) && !Files.isRegularFile(o)).isPresent()) {
      throw new UserErrorException(
          "-o " + output.get() + ": is not a plain file; name one for the image");
    }
  }

  /** An image of what its files list, which counts nothing. */
  public BuildRequest(
      Path application, Optional<String> profile, Optional<String> driver, Optional<Path> output) {
    this(application, profile, driver, output, false, List.of());
  }

  /** The same image, with gates that count their calls. */
  public BuildRequest counting() {
    return new BuildRequest(application, profile, driver, output, true, instruments);
  }

  /** The same with one library more. */
  public BuildRequest with(String instrument) {
    return new BuildRequest(
        application,
        profile,
        driver,
        output,
        countsCalls,
        Stream.concat(instruments.stream(), Stream.of(instrument)).toList());
  }

  Path kraftYaml() {
    return application.resolve("kraft.yaml");
  }

  /** The profile's file. A name with a separator or an ending is a file as it is. */
  public Optional<Path> profileFile() {
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    String name = profile.get();
    Path file = Path.of(name);
    if (!name.contains("/") && !name.endsWith(".yaml") && !name.endsWith(".yml")) {
      file = application.resolve("profiles").resolve(name + ".yaml");
    }
    if (!Files.isRegularFile(file)) {
      throw new UserErrorException(
          "--profile " + name + ": no such profile" + hint(name, application.resolve("profiles")));
    }
    return Optional.of(file.toAbsolutePath().normalize());
  }

  private static String hint(String name, Path folder) {
    try (var files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.endsWith(".yaml"))
              .map(n -> n.substring(0, n.length() - ".yaml".length()))
              .sorted()
              .toList();
      String all = "there are: " + String.join(", ", names);
      String near = Nearest.suggestion(name, names);
      return near.isEmpty() ? "; " + all : near + " (" + all + ")";
    } catch (IOException e) {
      return "; the application has no folder 'profiles'";
    }
  }

  /**
   * {@code build/<application>[-<profile>][-<driver>][-<instrument>][-counting].elf} unless the
   * user said otherwise.
   */
  public Path imageFile() {
    var name = new StringBuilder(application.getFileName().toString());
    profile.ifPresent(
        p ->
            name.append('-')
                .append(Path.of(p).getFileName().toString().replaceFirst("\\.ya?ml$", "")));
    driver.ifPresent(d -> name.append('-').append(d));
    instruments.forEach(i -> name.append('-').append(i));
    name.append(countsCalls ? "-counting" : "");
    return output
        .map(o -> o.toAbsolutePath().normalize())
        .orElse(application.resolve("build").resolve(name + ".elf"));
  }
}
