package org.flexos.config;

import java.util.List;
import java.util.Optional;
import org.flexos.model.SourceLocation;

/** A {@code kraft.yaml} as it was read, positions kept, nothing checked against anything else. */
record KraftSpec(
    SourceLocation where,
    String name,
    List<String> command,
    List<String> volumes,
    List<Option> kconfig,
    List<CompartmentSpec> compartments,
    List<LibrarySpec> libraries,
    List<Yaml.Item> sharedSites,
    List<Yaml.Item> sharedGlobals) {

  /** {@code CONFIG_X=y}. */
  record Option(SourceLocation where, String name, String value) {}

  record CompartmentSpec(
      SourceLocation where,
      String name,
      String driver,
      SourceLocation driverWhere,
      boolean isDefault,
      boolean noIsolatedStack,
      Optional<String> gate,
      Optional<String> stack,
      Optional<String> heap) {}

  record LibrarySpec(
      SourceLocation where,
      String name,
      List<Option> kconfig,
      Optional<String> compartment,
      SourceLocation compartmentWhere,
      Optional<List<String>> hardening,
      SourceLocation hardeningWhere) {}
}
