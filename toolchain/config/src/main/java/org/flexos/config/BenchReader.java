package org.flexos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.flexos.config.BenchSpec.HostLoad;
import org.flexos.config.BenchSpec.TapeLoad;
import org.flexos.config.Yaml.Section;
import org.flexos.model.UserErrorException;

/**
 * Reads {@code bench.yaml}; see docs/explore.md. A section with the name of a source holds what is
 * different for that source.
 */
public final class BenchReader {
  private static final Set<String> HOST = Set.of("port", "ready", "warm-up", "command");
  private static final Set<String> COMMON =
      Set.of("drive", "arguments", "memory", "timeout", "metrics", "noise");
  private static final Set<String> TAPE = Set.of("tape", "connections", "pipeline", "requests");
  private static final List<String> DRIVES = List.of("guest", "host", "tape");

  /** Loads that this tool knows. */
  private static final List<String> TAPES = List.of("redis");

  private static final int PORTS = 65_535;

  private final Yaml yaml;
  private final Section root;
  private final Optional<Section> own;

  private BenchReader(Yaml yaml, Section root, String source) {
    this.yaml = yaml;
    this.root = root;
    this.own = root.map(source);
  }

  /**
   * @param folder of the application
   * @param source {@code model} or {@code wall}
   * @throws UserErrorException the file is missing, or everything that is wrong with it
   */
  public static BenchSpec read(Path folder, String source) {
    Path file = folder.resolve("bench.yaml");
    if (!Files.exists(file)) {
      throw new UserErrorException(
          file
              + " is missing: it says how the application is driven and which figures it prints;"
              + " see docs/explore.md");
    }
    Yaml.Document document = Yaml.read(file);
    Yaml yaml = document.yaml();
    Yaml.failOnErrors(yaml.findings());
    Section root = document.root().orElseThrow();
    checkKeys(root);
    BenchSpec spec = new BenchReader(yaml, root, source).spec();
    Yaml.failOnErrors(yaml.findings());
    return spec;
  }

  private static void checkKeys(Section root) {
    var keys = new HashSet<>(COMMON);
    keys.addAll(HOST);
    keys.addAll(TAPE);
    for (String source : List.of("model", "wall")) {
      root.map(source).ifPresent(s -> s.only("'" + source + "'", keys));
    }
    keys.addAll(List.of("model", "wall"));
    root.only("bench.yaml", keys);
  }

  /** Where a key is looked up: what is said of the source goes before what is said of all. */
  private Section section(String key) {
    return own.filter(s -> s.has(key)).orElse(root);
  }

  private BenchSpec spec() {
    String drive = section("drive").text("drive").orElse("guest");
    if (!DRIVES.contains(drive)) {
      yaml.error(section("drive").atValue("drive"), Nearest.unknown("drive", drive, DRIVES));
    }
    return new BenchSpec(
        section("arguments").texts("arguments"),
        (int) number("memory", 64, 8),
        Duration.ofSeconds((long) number("timeout", 60, 1)),
        metrics(drive.equals("tape")),
        number("noise", 0.02, 0),
        only(drive, "host", HOST, this::host),
        only(drive, "tape", TAPE, this::tape));
  }

  private <T> Optional<T> only(String drive, String wanted, Set<String> keys, Supplier<T> read) {
    if (drive.equals(wanted)) {
      return Optional.of(read.get());
    }
    for (String key : keys) {
      if (section(key).has(key)) {
        yaml.error(section(key).at(key), "'" + key + "' goes with 'drive: " + wanted + "' only");
      }
    }
    return Optional.empty();
  }

  private TapeLoad tape() {
    String name = section("tape").text("tape").orElse("");
    if (!TAPES.contains(name)) {
      yaml.error(section("tape").atValue("tape"), Nearest.unknown("tape", name, TAPES));
    }
    var load =
        new TapeLoad(
            name,
            (int) number("connections", 30, 1),
            (int) number("pipeline", 16, 1),
            (int) number("requests", 4800, 1));
    if (load.requests() % (load.connections() * load.pipeline()) != 0) {
      yaml.error(
          section("requests").atValue("requests"),
          "'requests' must be a multiple of connections times pipeline ("
              + load.connections() * load.pipeline()
              + "), was "
              + load.requests());
    }
    return load;
  }

  private HostLoad host() {
    List<String> command = section("command").texts("command");
    for (String key : List.of("port", "ready", "command")) {
      if (!section(key).has(key) || key.equals("command") && command.isEmpty()) {
        yaml.error(
            section("drive").at("drive"), "'drive: host' needs '" + key + "': " + meaning(key));
      }
    }
    int port = (int) number("port", 1, 1);
    if (port > PORTS) {
      yaml.error(section("port").atValue("port"), "'port' must be at most " + PORTS);
    }
    return new HostLoad(
        port,
        section("ready")
            .text("ready")
            .flatMap(t -> pattern("ready", t))
            .orElse(Pattern.compile("")),
        section("warm-up").texts("warm-up"),
        command);
  }

  private static String meaning(String key) {
    return switch (key) {
      case "port" -> "the port on which the guest serves";
      case "ready" -> "a pattern of what the guest says on its console once it serves";
      default -> "the program that is the load and its arguments, {port} among them";
    };
  }

  private Map<String, Pattern> metrics(boolean phases) {
    var metrics = new LinkedHashMap<String, Pattern>();
    Section holder = section("metrics");
    Optional<Section> section = holder.map("metrics");
    section.ifPresent(
        s ->
            s.keys()
                .forEach(
                    name ->
                        s.text(name)
                            .flatMap(text -> figure(s, name, text, phases))
                            .ifPresent(pattern -> metrics.put(name, pattern))));
    if (metrics.isEmpty()) {
      yaml.error(
          holder.at("metrics"), "'metrics' is empty: name at least one figure with its pattern");
    }
    return metrics;
  }

  private Optional<Pattern> figure(Section section, String name, String text, boolean phase) {
    try {
      Pattern pattern = Pattern.compile(text, Pattern.MULTILINE);
      if (!phase && pattern.matcher("").groupCount() < 1) {
        yaml.error(
            section.atValue(name),
            "the pattern of '" + name + "' needs (parentheses) around the number");
      }
      return Optional.of(pattern);
    } catch (PatternSyntaxException e) {
      yaml.error(section.atValue(name), noPattern(name, e));
      return Optional.empty();
    }
  }

  private Optional<Pattern> pattern(String key, String text) {
    try {
      return Optional.of(Pattern.compile(text, Pattern.MULTILINE));
    } catch (PatternSyntaxException e) {
      yaml.error(section(key).atValue(key), noPattern(key, e));
      return Optional.empty();
    }
  }

  private static String noPattern(String name, PatternSyntaxException e) {
    return "the pattern of '" + name + "' is none: " + e.getDescription();
  }

  private double number(String key, double otherwise, double least) {
    return section(key)
        .text(key)
        .map(
            text -> {
              if (text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?") && Double.parseDouble(text) >= least) {
                return Double.parseDouble(text);
              }
              yaml.error(
                  section(key).atValue(key),
                  "'"
                      + key
                      + "' must be a number of at least "
                      + String.valueOf(least).replaceFirst("\\.0$", "")
                      + ", was '"
                      + text
                      + "'");
              return otherwise;
            })
        .orElse(otherwise);
  }
}
