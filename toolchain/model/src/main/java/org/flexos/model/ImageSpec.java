package org.flexos.model;

import java.util.List;

/**
 * A checked request for one image: kraft.yaml with its profile laid over it, libraries resolved.
 *
 * @param application the library whose {@code main} is run; also the image's name
 * @param compartments in file order; exactly one is the default
 * @param libraries sorted by name; every needed library is there
 * @param sharedSites allocation sites the user named, as {@code library:function} patterns
 * @param sharedGlobals globals the user named, as {@code library:variable}
 */
public record ImageSpec(
    String application,
    List<Compartment> compartments,
    List<PlacedLibrary> libraries,
    List<String> sharedSites,
    List<String> sharedGlobals) {
  public ImageSpec {
    compartments = List.copyOf(compartments);
    libraries = List.copyOf(libraries);
    sharedSites = List.copyOf(sharedSites);
    sharedGlobals = List.copyOf(sharedGlobals);
  }

  public Compartment compartment(String name) {
    return compartments.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }
}
