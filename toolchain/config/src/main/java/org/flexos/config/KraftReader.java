package org.flexos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flexos.config.KraftSpec.CompartmentSpec;
import org.flexos.config.KraftSpec.LibrarySpec;
import org.flexos.config.KraftSpec.Option;
import org.flexos.config.Yaml.Section;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code kraft.yaml}, specification 0.6 with FlexOS's keys; see docs/kraft-yaml.md. */
final class KraftReader {
  static final Set<String> KEYS =
      Set.of(
          "specification",
          "spec",
          "name",
          "unikraft",
          "targets",
          "compartments",
          "libraries",
          "sharing",
          "volumes",
          "networks",
          "cmd");
  static final Set<String> COMPARTMENT_KEYS = Set.of("name", "mechanism", "default", "sharing");
  static final Set<String> MECHANISM_KEYS = Set.of("driver", "noisolstack", "gate");
  static final Set<String> LIBRARY_KEYS =
      Set.of("version", "source", "kconfig", "compartment", "is_core", "hardening");

  static final Set<String> SHARING_KEYS = Set.of("sites", "globals");
  static final Set<String> COMPARTMENT_SHARING_KEYS = Set.of("stack", "heap");
  private static final String VOLUME = ".+:/.*";

  private final Path file;
  private final Yaml.Document document;
  private final Yaml yaml;

  KraftReader(Path file) {
    this.file = file;
    this.document = Yaml.read(file);
    this.yaml = document.yaml();
  }

  List<Diagnostic> findings() {
    return yaml.findings();
  }

  KraftSpec read() {
    var start = new SourceLocation(file.toString(), 1, 1);
    if (document.root().isEmpty()) {
      return new KraftSpec(
          start, "", start, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of());
    }
    Section root = document.root().get().only("kraft.yaml", KEYS);
    checkSpecification(root);
    checkTargets(root);
    if (isGiven(root, "networks")) {
      yaml.warning(root.at("networks"), "'networks' has no effect; see -p and --net of run");
    }
    String name = root.text("name").orElse("");
    if (name.isEmpty()) {
      yaml.error(root.atValue("name"), "'name' is missing: the name of the application's library");
    }
    Optional<Section> sharing = root.map("sharing");
    sharing.ifPresent(s -> s.only("'sharing'", SHARING_KEYS));
    return new KraftSpec(
        root.where,
        name,
        root.atValue("name"),
        CommandText.read(yaml, root),
        volumes(root),
        body(root, "unikraft").map(this::kconfig).orElse(List.of()),
        compartments(yaml, root),
        libraries(root),
        sharing.map(s -> s.items("sites")).orElse(List.of()),
        sharing.map(s -> s.items("globals")).orElse(List.of()));
  }

  /** HOSTDIR:/path each; an empty mapping, as the original's files have, is none. */
  private List<String> volumes(Section root) {
    if (!isGiven(root, "volumes")) {
      return List.of();
    }
    List<Yaml.Item> items = root.items("volumes");
    for (Yaml.Item item : items) {
      if (!item.text().matches(VOLUME)) {
        yaml.error(
            item.where(),
            "'volumes': '"
                + item.text()
                + "' must have the form HOSTDIR:/path, for example"
                + " ./data:/data");
      }
    }
    return items.stream().map(Yaml.Item::text).toList();
  }

  private static boolean isGiven(Section root, String key) {
    return root.node(key).filter(n -> !isEmptyCollection(n)).isPresent();
  }

  private void checkSpecification(Section root) {
    String key = root.has("spec") ? "spec" : "specification";
    if (root.has("spec") && root.has("specification")) {
      yaml.error(root.at("spec"), "'spec' and 'specification' are one key; drop one");
    }
    String version = root.text(key).orElse("");
    if (!version.replaceFirst("^v", "").equals("0.6")) {
      yaml.error(
          root.atValue(key),
          version.isEmpty()
              ? "'specification' is missing; write specification: '0.6'"
              : "specification '" + version + "' is not supported; this tool reads '0.6'");
    }
  }

  private void checkTargets(Section root) {
    for (Node node : root.list("targets")) {
      Optional<Section> target = yaml.item(node, "a target");
      target.ifPresent(
          t -> {
            t.only("a target", Set.of("architecture", "platform"));
            must(t, "architecture", "x86_64");
            must(t, "platform", "kvm");
          });
    }
  }

  private void must(Section target, String key, String only) {
    target
        .text(key)
        .filter(v -> !v.equals(only))
        .ifPresent(
            v ->
                yaml.error(
                    target.atValue(key),
                    key + " '" + v + "' is not supported; this tool builds for " + only));
  }

  private static boolean isEmptyCollection(Node node) {
    return Yaml.isEmpty(node)
        || node instanceof CollectionNode<?> collection && collection.getValue().isEmpty();
  }

  static List<CompartmentSpec> compartments(Yaml yaml, Section root) {
    var result = new ArrayList<CompartmentSpec>();
    for (Node node : root.list("compartments")) {
      yaml.item(node, "a compartment")
          .ifPresent(s -> result.add(compartment(yaml, s.only("a compartment", COMPARTMENT_KEYS))));
    }
    return result;
  }

  private static CompartmentSpec compartment(Yaml yaml, Section s) {
    String name = s.text("name").orElse("");
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      yaml.error(
          s.atValue("name"),
          "a compartment needs a 'name' of letters, digits, '-' and '_', beginning with a letter");
    }
    Optional<Section> mechanism = s.map("mechanism");
    mechanism.ifPresent(m -> m.only("'mechanism'", MECHANISM_KEYS));
    Optional<String> driver = mechanism.flatMap(m -> m.text("driver"));
    if (mechanism.filter(m -> m.has("driver")).isEmpty()) {
      yaml.error(s.at("mechanism"), "compartment '" + name + "' needs mechanism: {driver: …}");
    }
    Optional<Section> sharing = s.map("sharing");
    sharing.ifPresent(x -> x.only("'sharing' of a compartment", COMPARTMENT_SHARING_KEYS));
    return new CompartmentSpec(
        s.atValue("name"),
        name,
        driver.orElse(""),
        mechanism.map(m -> m.atValue("driver")).orElse(s.where),
        s.flag("default").orElse(false),
        mechanism.flatMap(m -> m.flag("noisolstack")).orElse(false),
        mechanism.flatMap(m -> m.item("gate")),
        sharing.flatMap(x -> x.item("stack")),
        sharing.flatMap(x -> x.item("heap")));
  }

  private List<LibrarySpec> libraries(Section root) {
    var result = new ArrayList<LibrarySpec>();
    root.map("libraries")
        .ifPresent(
            all ->
                all.keys()
                    .forEach(
                        name -> {
                          Optional<Section> body = body(all, name);
                          body.ifPresent(b -> b.only("library '" + name + "'", LIBRARY_KEYS));
                          result.add(library(all.at(name), name, body));
                        }));
    return result;
  }

  /** Empty too for {@code newlib: stable}, the short form. */
  private static Optional<Section> body(Section owner, String key) {
    return owner.node(key).filter(n -> n instanceof ScalarNode).isPresent()
        ? Optional.empty()
        : owner.map(key);
  }

  private LibrarySpec library(SourceLocation where, String name, Optional<Section> body) {
    return new LibrarySpec(
        where,
        name,
        true,
        body.map(this::kconfig).orElse(List.of()),
        body.flatMap(b -> b.text("compartment")),
        body.map(b -> b.atValue("compartment")).orElse(where),
        body.filter(b -> b.has("hardening")).map(b -> b.items("hardening")),
        body.map(b -> b.atValue("hardening")).orElse(where));
  }

  /** A list of {@code NAME=value}, or a mapping. */
  private List<Option> kconfig(Section owner) {
    var options = new ArrayList<Option>();
    Optional<Node> node = owner.node("kconfig");
    if (node.isPresent() && node.get() instanceof MappingNode) {
      owner
          .map("kconfig")
          .ifPresent(
              m ->
                  m.keys().forEach(k -> options.add(new Option(m.at(k), k, m.text(k).orElse("")))));
      return options;
    }
    for (Node item : owner.list("kconfig")) {
      yaml.scalar(item, "an item of 'kconfig'")
          .ifPresent(
              s -> {
                int equals = s.getValue().indexOf('=');
                if (equals < 1) {
                  yaml.error(
                      yaml.at(item),
                      "kconfig item '" + s.getValue() + "' must have the form NAME=value");
                } else {
                  options.add(
                      new Option(
                          yaml.at(item),
                          s.getValue().substring(0, equals),
                          s.getValue().substring(equals + 1)));
                }
              });
    }
    return options;
  }
}
