package org.flexos.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.model.SourceLocation;

/** A {@code kraft.yaml} as it was read, positions kept, nothing checked against anything else. */
record KraftSpec(
    SourceLocation where,
    String name,
    SourceLocation nameWhere,
    List<String> command,
    List<String> volumes,
    List<Option> kconfig,
    List<CompartmentSpec> compartments,
    List<LibrarySpec> libraries,
    List<Yaml.Item> sharedSites,
    List<Yaml.Item> sharedGlobals) {

  /** The same with libraries that the file does not list. */
  KraftSpec with(List<String> names) {
    var all = new ArrayList<>(libraries);
    names.stream()
        .filter(name -> libraries.stream().noneMatch(l -> l.name().equals(name)))
        .forEach(name -> all.add(LibrarySpec.of(where, name)));
    return new KraftSpec(
        where,
        name,
        nameWhere,
        command,
        volumes,
        kconfig,
        compartments,
        all,
        sharedSites,
        sharedGlobals);
  }

  /** {@code CONFIG_X=y}. */
  record Option(SourceLocation where, String name, String value) {}

  record CompartmentSpec(
      SourceLocation where,
      String name,
      String driver,
      SourceLocation driverWhere,
      boolean isDefault,
      boolean noIsolatedStack,
      Optional<Yaml.Item> gate,
      Optional<Yaml.Item> stack,
      Optional<Yaml.Item> heap) {}

  /**
   * @param listed in kraft.yaml: it comes into the image. A profile only says where something is.
   */
  record LibrarySpec(
      SourceLocation where,
      String name,
      boolean listed,
      List<Option> kconfig,
      Optional<String> compartment,
      SourceLocation compartmentWhere,
      Optional<List<Yaml.Item>> hardening,
      SourceLocation hardeningWhere) {
    /** Nothing said but that it is there. */
    static LibrarySpec of(SourceLocation where, String name) {
      return new LibrarySpec(
          where, name, true, List.of(), Optional.empty(), where, Optional.empty(), where);
    }
  }
}
