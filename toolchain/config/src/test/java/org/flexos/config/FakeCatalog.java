package org.flexos.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.KconfigOption;

/** A few libraries that are nowhere on disk. */
final class FakeCatalog implements LibraryCatalog {
  private final Map<String, LibraryDescriptor> libraries = new TreeMap<>();

  FakeCatalog() {
    add("flexos-core", true, List.of("ukboot"), List.of(), option("CONFIG_LIBFLEXOS"));
    add("ukboot", false, List.of(), List.of());
    add("tlsf", false, List.of(), List.of());
    add(
        "newlib",
        false,
        List.of("vfscore"),
        List.of(),
        option("CONFIG_LIBNEWLIBC"),
        option("CONFIG_LIBNEWLIBM"));
    add(
        "vfscore",
        false,
        List.of(),
        List.of(),
        new KconfigOption("CONFIG_LIBVFSCORE_AUTOMOUNT_ROOTFS", "AUTOMOUNT=1", List.of(), ""),
        new KconfigOption("CONFIG_LIBVFSCORE_ROOTFS_RAMFS", "", List.of("ramfs"), ""));
    add("ramfs", false, List.of("vfscore"), List.of());
    add("uksched", false, List.of("ukschedcoop"), List.of("ukschedcoop"));
    add("ukschedcoop", false, List.of("uksched"), List.of());
    add("flexos-example", false, List.of("newlib"), List.of());
    for (int i = 0; i < 14; i++) {
      add("spare" + i, false, List.of(), List.of());
    }
  }

  private static KconfigOption option(String name) {
    return new KconfigOption(name, "", List.of(), "");
  }

  private void add(
      String name,
      boolean trusted,
      List<String> needs,
      List<String> placedWith,
      KconfigOption... options) {
    libraries.put(
        name,
        LibraryDescriptor.named(name)
            .trusted(trusted)
            .needs(needs)
            .placedWith(placedWith)
            .kconfig(options)
            .build());
  }

  @Override
  public Optional<LibraryDescriptor> find(String name) {
    return Optional.ofNullable(libraries.get(name));
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(libraries.keySet());
  }
}
