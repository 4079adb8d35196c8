package org.flexos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.model.Diagnostic;

/** Reads a {@code kraft.yaml}, lays a profile over it, and checks the whole. */
public final class ConfigLoader {
  private ConfigLoader() {}

  public static LoadedImage load(
      Path kraftYaml,
      Optional<Path> profile,
      Optional<String> driverOverride,
      LibraryCatalog catalog) {
    return load(kraftYaml, profile, driverOverride, List.of(), catalog);
  }

  /**
   * @param driverOverride replaces every compartment's driver
   * @param instruments libraries that come into the image though no file lists them
   * @throws org.flexos.model.UserErrorException with every finding, when one is an error
   */
  public static LoadedImage load(
      Path kraftYaml,
      Optional<Path> profile,
      Optional<String> driverOverride,
      List<String> instruments,
      LibraryCatalog catalog) {
    var findings = new ArrayList<Diagnostic>();
    var reader = new KraftReader(kraftYaml);
    KraftSpec spec = reader.read();
    findings.addAll(reader.findings());
    Yaml.failOnErrors(findings);
    if (profile.isPresent()) {
      var overlay = new ProfileReader(profile.get());
      spec = overlay.applyTo(spec);
      findings.addAll(overlay.findings());
      Yaml.failOnErrors(findings);
    }
    var resolver = new ImageResolver(spec.with(instruments), driverOverride, catalog);
    var image = resolver.resolve();
    findings.addAll(resolver.findings());
    Yaml.failOnErrors(findings);
    return new LoadedImage(
        image.orElseThrow(), spec.command(), spec.volumes(), List.copyOf(findings));
  }
}
