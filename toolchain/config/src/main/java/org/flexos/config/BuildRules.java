package org.flexos.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.flexos.config.Yaml.Section;
import org.flexos.model.LibraryDescriptor.CallTable;
import org.flexos.model.LibraryDescriptor.GeneratedPart;
import org.flexos.model.LibraryDescriptor.Replacement;
import org.snakeyaml.engine.v2.nodes.Node;

/** The keys of a {@code library.yaml} that say what is made before and while it is compiled. */
final class BuildRules {
  static final Set<String> PART_KEYS = Set.of("from", "text", "only", "replace");
  static final Set<String> TABLE_KEYS =
      Set.of("calls-of", "from", "match", "number", "name", "otherwise");

  private final Yaml yaml;
  private final Section root;

  BuildRules(Yaml yaml, Section root) {
    this.yaml = yaml;
    this.root = root;
  }

  Map<String, List<GeneratedPart>> generated() {
    var files = new HashMap<String, List<GeneratedPart>>();
    root.map("generate")
        .ifPresent(
            all ->
                all.keys()
                    .forEach(
                        file -> {
                          if (!file.matches("[A-Za-z0-9_-][A-Za-z0-9._/-]*")
                              || file.contains("..")) {
                            yaml.error(
                                all.at(file),
                                "'"
                                    + file
                                    + "' must be a path below the generated folder, without '..'");
                          }
                          var parts = new ArrayList<GeneratedPart>();
                          all.list(file).forEach(n -> part(file, n).ifPresent(parts::add));
                          files.put(file, List.copyOf(parts));
                        }));
    return files;
  }

  private Optional<GeneratedPart> part(String file, Node node) {
    return yaml.item(node, "a piece of '" + file + "'")
        .map(s -> s.only("a piece of a generated file", PART_KEYS))
        .filter(
            s -> {
              if (s.has("from") == s.has("text")) {
                yaml.error(s.where, "a piece of '" + file + "' needs either 'from' or 'text'");
                return false;
              }
              return true;
            })
        .map(
            s ->
                new GeneratedPart(
                    s.text("from"),
                    s.text("text").orElse(""),
                    pattern(s, "only"),
                    replacements(s)));
  }

  private List<Replacement> replacements(Section part) {
    var all = new ArrayList<Replacement>();
    for (Node node : part.list("replace")) {
      yaml.item(node, "a replacement")
          .map(s -> s.only("a replacement", Set.of("match", "with")))
          .ifPresent(
              s ->
                  pattern(s, "match")
                      .ifPresentOrElse(
                          m -> all.add(new Replacement(m, s.text("with").orElse(""))),
                          () -> yaml.error(s.where, "a replacement needs 'match' and 'with'")));
    }
    return all;
  }

  List<CallTable> specialise() {
    var tables = new ArrayList<CallTable>();
    for (Node node : root.list("specialise")) {
      yaml.item(node, "an item of 'specialise'")
          .map(s -> s.only("an item of 'specialise'", TABLE_KEYS))
          .ifPresent(s -> table(s).ifPresent(tables::add));
    }
    return tables;
  }

  private Optional<CallTable> table(Section s) {
    Optional<String> match = pattern(s, "match");
    for (String key : List.of("calls-of", "from", "match", "number", "name")) {
      if (!s.has(key)) {
        yaml.error(s.where, "an item of 'specialise' needs '" + key + "'");
      }
    }
    return match.map(
        m ->
            new CallTable(
                s.texts("calls-of"),
                s.text("from").orElse(""),
                m,
                s.text("number").orElse(""),
                s.text("name").orElse(""),
                s.text("otherwise")));
  }

  /** A regular expression that Java understands, or an error. */
  private Optional<String> pattern(Section s, String key) {
    Optional<String> text = s.text(key);
    try {
      text.ifPresent(Pattern::compile);
      return text;
    } catch (PatternSyntaxException e) {
      yaml.error(
          s.atValue(key),
          "'"
              + key
              + "' is not a regular expression: "
              + e.getDescription()
              + " in '"
              + text.get()
              + "'");
      return Optional.empty();
    }
  }
}
