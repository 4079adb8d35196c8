package org.flexos.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryDescriptor.KconfigOption;
import org.flexos.model.LibraryDescriptor.Origin;

/** Describes a library that has no {@code library.yaml}: those that a bench or a test makes up. */
public final class LibraryDescriptorBuilder {
  private final String name;
  private boolean trusted;
  private List<String> needs = List.of();
  private List<String> placedWith = List.of();
  private Optional<Origin> origin = Optional.empty();
  private List<KconfigOption> kconfig = List.of();
  private List<String> direct = List.of();
  private List<Capability> capabilities = List.of();
  private List<String> shared = List.of();
  private Map<String, List<ArgumentSpec>> arguments = Map.of();

  LibraryDescriptorBuilder(String name) {
    this.name = name;
  }

  public LibraryDescriptorBuilder trusted(boolean isTrusted) {
    trusted = isTrusted;
    return this;
  }

  public LibraryDescriptorBuilder needs(List<String> libraries) {
    needs = libraries;
    return this;
  }

  public LibraryDescriptorBuilder placedWith(List<String> libraries) {
    placedWith = libraries;
    return this;
  }

  public LibraryDescriptorBuilder origin(Origin archive) {
    origin = Optional.of(archive);
    return this;
  }

  public LibraryDescriptorBuilder kconfig(KconfigOption... options) {
    kconfig = List.of(options);
    return this;
  }

  public LibraryDescriptorBuilder direct(List<String> functions) {
    direct = functions;
    return this;
  }

  public LibraryDescriptorBuilder capabilities(Capability... calls) {
    capabilities = List.of(calls);
    return this;
  }

  public LibraryDescriptorBuilder shared(List<String> globals) {
    shared = globals;
    return this;
  }

  public LibraryDescriptorBuilder arguments(Map<String, List<ArgumentSpec>> specs) {
    arguments = specs;
    return this;
  }

  /** The library, which has no sources of its own. */
  public LibraryDescriptor build() {
    return new LibraryDescriptor(
        name,
        "/",
        "",
        trusted,
        needs,
        placedWith,
        origin,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        kconfig,
        direct,
        Map.of(),
        capabilities,
        shared,
        arguments,
        List.of(),
        Map.of(),
        List.of(),
        Optional.empty());
  }
}
