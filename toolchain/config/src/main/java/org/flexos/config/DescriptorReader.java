package org.flexos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.config.Yaml.Section;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryDescriptor.KconfigOption;
import org.flexos.model.LibraryDescriptor.Origin;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@code library.yaml}; see docs/library-yaml.md for its keys. */
public final class DescriptorReader {
  static final Set<String> KEYS =
      Set.of(
          "name",
          "summary",
          "trusted",
          "needs",
          "placed-with",
          "origin",
          "sources",
          "excludes",
          "includes",
          "exports-includes",
          "flags",
          "kconfig",
          "direct",
          "allocators",
          "capabilities",
          "shared",
          "arguments",
          "provides",
          "generate",
          "specialise",
          "unavailable");
  static final Set<String> OPTION_KEYS = Set.of("define", "selects", "help");
  static final Set<String> ORIGIN_KEYS = Set.of("file", "sha256", "urls", "debian", "strip");
  private static final List<String> WRAPPED =
      List.of("malloc", "calloc", "realloc", "memalign", "aligned_alloc", "free");
  private static final String SHA256 = "[0-9a-f]{64}";

  private final Yaml yaml;
  private final Section root;
  private final Path folder;

  private DescriptorReader(Yaml yaml, Section root, Path folder) {
    this.yaml = yaml;
    this.root = root;
    this.folder = folder;
  }

  /**
   * @throws org.flexos.model.UserErrorException with every finding
   */
  public static LibraryDescriptor read(Path file) {
    var document = Yaml.read(file);
    Yaml.failOnErrors(document.yaml().findings());
    var reader =
        new DescriptorReader(
            document.yaml(),
            document.root().orElseThrow(),
            file.toAbsolutePath().normalize().getParent());
    LibraryDescriptor descriptor = reader.read();
    Yaml.failOnErrors(document.yaml().findings());
    return descriptor;
  }

  private LibraryDescriptor read() {
    root.only("a library descriptor", KEYS);
    String name = root.text("name").orElse("");
    if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_-]*")) {
      yaml.error(
          root.atValue("name"),
          "'name' must be letters, digits, '-' and '_', beginning with a letter or a digit");
    }
    var rules = new BuildRules(yaml, root);
    if (root.node("sources").filter(n -> !Yaml.isEmpty(n)).isEmpty()) {
      yaml.error(root.at("sources"), "'sources' is missing: list the files or patterns to compile");
    }
    return new LibraryDescriptor(
        name,
        folder.toString(),
        root.text("summary").orElse(""),
        root.flag("trusted").orElse(false),
        root.texts("needs"),
        root.texts("placed-with"),
        root.map("origin").map(this::origin),
        root.texts("sources"),
        root.texts("excludes"),
        root.texts("includes"),
        root.texts("exports-includes"),
        root.texts("flags"),
        kconfig(),
        root.texts("direct"),
        allocators(),
        capabilities(),
        root.texts("shared"),
        arguments(),
        root.texts("provides"),
        rules.generated(),
        rules.specialise(),
        root.text("unavailable"));
  }

  private Origin origin(Section s) {
    s.only("'origin'", ORIGIN_KEYS);
    String file = s.text("file").orElse("");
    if (!file.matches("[A-Za-z0-9][A-Za-z0-9._+~-]*")) {
      yaml.error(
          s.atValue("file"),
          "'file' must be the name that the archive gets in the cache, without folders, was '"
              + file
              + "'");
    }
    String hash = s.text("sha256").orElse("");
    if (!hash.matches(SHA256)) {
      yaml.error(s.atValue("sha256"), "'sha256' must be 64 lower-case hexadecimal digits");
    }
    return new Origin(file, hash, s.texts("urls"), s.text("debian"), s.text("strip").orElse(""));
  }

  private List<KconfigOption> kconfig() {
    var options = new ArrayList<KconfigOption>();
    root.map("kconfig")
        .ifPresent(all -> all.keys().forEach(name -> options.add(option(name, all.map(name)))));
    return options;
  }

  private static KconfigOption option(String name, Optional<Section> body) {
    body.ifPresent(b -> b.only("option '" + name + "'", OPTION_KEYS));
    return new KconfigOption(
        name,
        body.flatMap(b -> b.text("define")).orElse(""),
        body.map(b -> b.texts("selects")).orElse(List.of()),
        body.flatMap(b -> b.text("help")).orElse(""));
  }

  private Map<String, String> allocators() {
    var result = new HashMap<String, String>();
    root.map("allocators")
        .ifPresent(
            s -> s.keys().forEach(k -> s.text(k).ifPresent(v -> result.put(k, role(s, k, v)))));
    return result;
  }

  private String role(Section allocators, String function, String role) {
    if (!WRAPPED.contains(role)) {
      yaml.error(
          allocators.atValue(function),
          "'"
              + function
              + "' cannot wrap '"
              + role
              + "' (allowed: "
              + String.join(", ", WRAPPED)
              + ")");
    }
    return role;
  }

  private List<Capability> capabilities() {
    return choices("capabilities", Capability.values());
  }

  private <E extends Enum<E>> List<E> choices(String key, E[] values) {
    var names = Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    var chosen = new ArrayList<E>();
    for (Node item : root.list(key)) {
      yaml.scalar(item, "an item of '" + key + "'")
          .ifPresent(
              s -> {
                int index = names.indexOf(s.getValue());
                if (index >= 0) {
                  chosen.add(values[index]);
                } else {
                  yaml.error(
                      yaml.at(item),
                      "unknown item '"
                          + s.getValue()
                          + "' of '"
                          + key
                          + "' (allowed: "
                          + String.join(", ", names)
                          + ")");
                }
              });
    }
    return chosen;
  }

  private Map<String, List<ArgumentSpec>> arguments() {
    var result = new HashMap<String, List<ArgumentSpec>>();
    var reader = new ArgumentReader(yaml);
    root.map("arguments")
        .ifPresent(
            all ->
                all.keys()
                    .forEach(
                        f -> {
                          var specs = new ArrayList<ArgumentSpec>();
                          all.list(f).forEach(n -> reader.read(f, n).ifPresent(specs::add));
                          result.put(f, List.copyOf(specs));
                        }));
    return result;
  }
}
