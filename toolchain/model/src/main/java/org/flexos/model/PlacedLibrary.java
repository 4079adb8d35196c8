package org.flexos.model;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A library of the image, where it lives and how it is compiled.
 *
 * @param compartment name of a declared compartment; empty for the trusted base
 * @param defines preprocessor definitions that its kconfig options amount to, sorted
 */
public record PlacedLibrary(
    LibraryDescriptor descriptor,
    String compartment,
    SortedSet<Hardening> hardening,
    List<String> defines) {
  public PlacedLibrary {
    hardening = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(hardening));
    defines = List.copyOf(defines);
  }

  public String name() {
    return descriptor.name();
  }
}
