package org.flexos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.flexos.config.Yaml.Section;
import org.flexos.model.UserErrorException;

/** Reads {@code bench.yaml}; see docs/explore.md. */
public final class BenchReader {
  private static final Set<String> KEYS =
      Set.of("drive", "arguments", "memory", "timeout", "metrics", "noise");

  private BenchReader() {}

  /**
   * @throws UserErrorException the file is missing, or everything that is wrong with it
   */
  public static BenchSpec read(Path folder) {
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
    Section root = document.root().orElseThrow().only("bench.yaml", KEYS);
    root.text("drive")
        .filter(d -> !d.equals("guest"))
        .ifPresent(
            d ->
                yaml.error(
                    root.atValue("drive"),
                    "drive '"
                        + d
                        + "' is not supported; this tool drives from the 'guest': the load"
                        + " comes with the image, and the application prints its figures"));
    var spec =
        new BenchSpec(
            root.texts("arguments"),
            (int) number(root, yaml, "memory", 64, 8),
            Duration.ofSeconds((long) number(root, yaml, "timeout", 60, 1)),
            metrics(root, yaml),
            number(root, yaml, "noise", 0.02, 0));
    Yaml.failOnErrors(yaml.findings());
    return spec;
  }

  private static Map<String, Pattern> metrics(Section root, Yaml yaml) {
    var metrics = new LinkedHashMap<String, Pattern>();
    root.map("metrics")
        .ifPresent(
            m ->
                m.keys()
                    .forEach(
                        name ->
                            m.text(name)
                                .ifPresent(
                                    text -> {
                                      try {
                                        Pattern pattern = Pattern.compile(text);
                                        if (pattern.matcher("").groupCount() < 1) {
                                          yaml.error(
                                              m.atValue(name),
                                              "the pattern of '"
                                                  + name
                                                  + "' needs (parentheses) around the number");
                                        }
                                        metrics.put(name, pattern);
                                      } catch (PatternSyntaxException e) {
                                        yaml.error(
                                            m.atValue(name),
                                            "the pattern of '"
                                                + name
                                                + "' is none: "
                                                + e.getDescription());
                                      }
                                    })));
    if (metrics.isEmpty()) {
      yaml.error(
          root.at("metrics"), "'metrics' is empty: name at least one figure with its pattern");
    }
    return metrics;
  }

  private static double number(
      Section root, Yaml yaml, String key, double otherwise, double least) {
    return root.text(key)
        .map(
            text -> {
              if (text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?") && Double.parseDouble(text) >= least) {
                return Double.parseDouble(text);
              }
              yaml.error(
                  root.atValue(key),
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
