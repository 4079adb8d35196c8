package org.flexos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flexos.config.KraftSpec.CompartmentSpec;
import org.flexos.config.KraftSpec.LibrarySpec;
import org.flexos.config.Yaml.Section;
import org.flexos.model.Diagnostic;

/**
 * Reads a profile and lays it over a {@code kraft.yaml}. Compartments and each list of {@code
 * sharing} replace those of the file as a whole; libraries are overlaid one by one, so that a
 * profile says no more than what differs.
 */
final class ProfileReader {
  static final Set<String> KEYS = Set.of("compartments", "libraries", "sharing");
  static final Set<String> LIBRARY_KEYS = Set.of("compartment", "hardening");

  private final Yaml yaml;
  private final Optional<Section> root;

  ProfileReader(Path file) {
    Yaml.Document document = Yaml.read(file);
    yaml = document.yaml();
    root = document.root();
    root.ifPresent(r -> r.only("a profile", KEYS));
  }

  List<Diagnostic> findings() {
    return yaml.findings();
  }

  KraftSpec applyTo(KraftSpec spec) {
    if (root.isEmpty()) {
      return spec;
    }
    Section profile = root.get();
    List<CompartmentSpec> compartments =
        profile.has("compartments") ? KraftReader.compartments(yaml, profile) : spec.compartments();
    Optional<Section> sharing = profile.map("sharing");
    sharing.ifPresent(s -> s.only("'sharing'", KraftReader.SHARING_KEYS));
    return new KraftSpec(
        spec.where(),
        spec.name(),
        spec.nameWhere(),
        spec.command(),
        spec.volumes(),
        spec.kconfig(),
        compartments,
        libraries(spec.libraries(), profile),
        sharing.filter(s -> s.has("sites")).map(s -> s.items("sites")).orElse(spec.sharedSites()),
        sharing
            .filter(s -> s.has("globals"))
            .map(s -> s.items("globals"))
            .orElse(spec.sharedGlobals()));
  }

  private List<LibrarySpec> libraries(List<LibrarySpec> listed, Section profile) {
    var byName = new LinkedHashMap<String, LibrarySpec>();
    listed.forEach(l -> byName.put(l.name(), l));
    profile
        .map("libraries")
        .ifPresent(
            all ->
                all.keys().forEach(name -> byName.put(name, overlay(byName.get(name), name, all))));
    return new ArrayList<>(byName.values());
  }

  /**
   * @param former what kraft.yaml says of this library, or null
   */
  private LibrarySpec overlay(LibrarySpec former, String name, Section all) {
    Optional<Section> said = all.map(name);
    said.ifPresent(s -> s.only("library '" + name + "' of a profile", LIBRARY_KEYS));
    Section body = said.orElse(all);
    Optional<LibrarySpec> listed = Optional.ofNullable(former);
    boolean placed = said.filter(s -> s.has("compartment")).isPresent();
    boolean hardened = said.filter(s -> s.has("hardening")).isPresent();
    return new LibrarySpec(
        listed.map(LibrarySpec::where).orElse(all.at(name)),
        name,
        listed.map(LibrarySpec::listed).orElse(false),
        listed.map(LibrarySpec::kconfig).orElse(List.of()),
        placed ? body.text("compartment") : listed.flatMap(LibrarySpec::compartment),
        placed
            ? body.atValue("compartment")
            : listed.map(LibrarySpec::compartmentWhere).orElse(body.where),
        hardened ? Optional.of(body.items("hardening")) : listed.flatMap(LibrarySpec::hardening),
        hardened
            ? body.atValue("hardening")
            : listed.map(LibrarySpec::hardeningWhere).orElse(body.where));
  }
}
