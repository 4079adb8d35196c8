package org.flexos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.flexos.config.KraftSpec.LibrarySpec;
import org.flexos.config.Yaml.Section;
import org.flexos.model.SourceLocation;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code explore.yaml} beside a {@code kraft.yaml}; see docs/explore.md. */
public final class ExploreReader {
  private static final Set<String> KEYS =
      Set.of(
          "components",
          "with",
          "together",
          "apart",
          "at-most",
          "driver",
          "gate",
          "stack",
          "heap",
          "hardening",
          "forbid",
          "orders");
  private static final List<String> AXES = List.of("driver", "gate", "stack", "heap");
  private static final Map<String, List<String>> DEFAULTS =
      Map.of(
          "driver", List.of("intel-pku"),
          "gate", List.of("strict"),
          "stack", List.of("private"),
          "heap", List.of("private"));
  private static final List<String> HARDENING = List.of("none", "all");

  private final Path folder;
  private final Map<String, SourceLocation> places = new HashMap<>();

  private ExploreReader(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder of the application
   * @throws org.flexos.model.UserErrorException everything wrong with the two files
   */
  public static ExploreSpec read(Path folder) {
    var kraft = new KraftReader(folder.resolve("kraft.yaml"));
    KraftSpec spec = kraft.read();
    Yaml.failOnErrors(kraft.findings());
    return new ExploreReader(folder).read(spec);
  }

  private ExploreSpec read(KraftSpec kraft) {
    List<String> placed =
        kraft.libraries().stream()
            .filter(l -> l.compartment().isPresent())
            .map(LibrarySpec::name)
            .toList();
    Path file = folder.resolve("explore.yaml");
    if (!Files.exists(file)) {
      return spec(file, kraft, placed, Optional.empty(), null);
    }
    Yaml.Document document = Yaml.read(file);
    document.root().ifPresent(r -> r.only("explore.yaml", KEYS));
    ExploreSpec spec = spec(file, kraft, placed, document.root(), document.yaml());
    Yaml.failOnErrors(document.yaml().findings());
    return spec;
  }

  private ExploreSpec spec(
      Path file, KraftSpec kraft, List<String> placed, Optional<Section> root, Yaml yaml) {
    root.ifPresent(r -> r.keys().forEach(k -> places.put(k, r.at(k))));
    var components = new LinkedHashSet<String>();
    components.add(kraft.name());
    components.addAll(placed);
    List<String> chosen =
        root.filter(r -> r.has("components"))
            .map(r -> r.texts("components"))
            .orElse(List.copyOf(components));
    var axes = new LinkedHashMap<String, List<String>>();
    for (String axis : AXES) {
      axes.put(
          axis, root.filter(r -> r.has(axis)).map(r -> r.texts(axis)).orElse(DEFAULTS.get(axis)));
    }
    return new ExploreSpec(
        file.toString(),
        chosen,
        placed,
        root.flatMap(r -> r.map("with")).map(w -> with(chosen, w)).orElse(Map.of()),
        root.map(r -> groups(r, "together", yaml)).orElse(List.of()),
        root.map(r -> groups(r, "apart", yaml)).orElse(List.of()),
        root.map(r -> number(r, "at-most", yaml)).orElse(OptionalInt.empty()),
        axes,
        hardening(chosen, root.flatMap(r -> r.map("hardening"))),
        root.map(r -> combinations(r, yaml)).orElse(List.of()),
        root.flatMap(r -> r.map("orders")).map(this::orders).orElse(Map.of()),
        places);
  }

  private Map<String, List<String>> with(List<String> components, Section section) {
    section.only("'with'", Set.copyOf(components));
    var with = new LinkedHashMap<String, List<String>>();
    section
        .keys()
        .forEach(
            component -> {
              with.put(component, section.texts(component));
              places.put("with " + component, section.at(component));
            });
    return with;
  }

  private static List<List<String>> groups(Section root, String key, Yaml yaml) {
    var groups = new ArrayList<List<String>>();
    for (Node node : root.list(key)) {
      if (node instanceof SequenceNode sequence) {
        groups.add(
            sequence.getValue().stream()
                .flatMap(n -> yaml.scalar(n, "an item of '" + key + "'").stream())
                .map(ScalarNode::getValue)
                .toList());
      } else {
        yaml.error(yaml.at(node), "an item of '" + key + "' is a list of components: [a, b]");
      }
    }
    return groups;
  }

  private static OptionalInt number(Section root, String key, Yaml yaml) {
    Optional<String> text = root.text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (text.get().matches("[1-9][0-9]{0,2}")) {
      return OptionalInt.of(Integer.parseInt(text.get()));
    }
    yaml.error(
        root.atValue(key),
        "'" + key + "' must be a number of at least 1, was '" + text.get() + "'");
    return OptionalInt.empty();
  }

  private Map<String, List<String>> hardening(List<String> components, Optional<Section> section) {
    var sets = new LinkedHashMap<String, List<String>>();
    var allowed = new LinkedHashSet<>(components);
    allowed.add("default");
    section.ifPresent(s -> s.only("'hardening'", allowed));
    for (String component : components) {
      String key = section.filter(s -> s.has(component)).isPresent() ? component : "default";
      sets.put(component, section.filter(s -> s.has(key)).map(s -> s.texts(key)).orElse(HARDENING));
      section.ifPresent(s -> places.put("hardening " + component, s.at(key)));
    }
    return sets;
  }

  private static List<Map<String, String>> combinations(Section root, Yaml yaml) {
    var all = new ArrayList<Map<String, String>>();
    for (Node node : root.list("forbid")) {
      yaml.item(node, "an item of 'forbid'")
          .ifPresent(
              s -> {
                s.only("an item of 'forbid'", Set.copyOf(AXES));
                var combination = new LinkedHashMap<String, String>();
                s.keys().forEach(k -> s.text(k).ifPresent(v -> combination.put(k, v)));
                if (s.keys().isEmpty()) {
                  yaml.error(yaml.at(node), "an item of 'forbid' is empty: it forbids everything");
                }
                all.add(combination);
              });
    }
    return all;
  }

  private Map<String, List<String>> orders(Section section) {
    section.only("'orders'", Set.copyOf(AXES));
    var orders = new LinkedHashMap<String, List<String>>();
    section
        .keys()
        .forEach(
            k -> {
              orders.put(k, section.texts(k));
              places.put("orders " + k, section.at(k));
            });
    return orders;
  }
}
