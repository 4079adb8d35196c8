package org.flexos.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A microlibrary as its {@code library.yaml} describes it, checked.
 *
 * @param root folder of the descriptor, absolute
 * @param trusted part of the ring-0 trusted base: compiled plainly, never late-bound
 * @param needs libraries that come into the image with this one
 * @param placedWith libraries that must be in the same compartment as this one
 * @param origin where third-party sources come from; empty when all sources are beside the descriptor
 * @param sources glob patterns; those starting with {@code origin/} are looked up in the unpacked
 *     origin, all others below {@code root}
 * @param excludes glob patterns taken away from {@code sources}
 * @param includes include folders, spelled like sources, private to this library
 * @param exportedIncludes include folders that every library needing this one gets
 * @param direct functions that only touch their arguments: bound directly, run with the caller's
 *     rights. The planner checks the claim against the facts
 * @param allocators functions of this library that wrap one of the malloc family, and which one:
 *     {@code zmalloc: malloc}
 * @param capabilities system calls of the trusted base that its compartment may make
 * @param shared globals that may be placed in the shared domain when another compartment uses them
 * @param arguments how pointer arguments of exported functions are used
 */
public record LibraryDescriptor(
    String name,
    String root,
    String summary,
    boolean trusted,
    List<String> needs,
    List<String> placedWith,
    Optional<Origin> origin,
    List<String> sources,
    List<String> excludes,
    List<String> includes,
    List<String> exportedIncludes,
    List<String> flags,
    List<KconfigOption> kconfig,
    List<String> direct,
    Map<String, String> allocators,
    List<Capability> capabilities,
    List<String> shared,
    Map<String, List<ArgumentSpec>> arguments) {

  public LibraryDescriptor {
    needs = List.copyOf(needs);
    placedWith = List.copyOf(placedWith);
    sources = List.copyOf(sources);
    excludes = List.copyOf(excludes);
    includes = List.copyOf(includes);
    exportedIncludes = List.copyOf(exportedIncludes);
    flags = List.copyOf(flags);
    kconfig = List.copyOf(kconfig);
    direct = List.copyOf(direct);
    allocators = Map.copyOf(allocators);
    capabilities = List.copyOf(capabilities);
    shared = List.copyOf(shared);
    arguments = Map.copyOf(arguments);
  }

  /** Wrappers that hand out memory: calls of them are allocation sites. */
  public SortedSet<String> wrappers() {
    var names = new TreeSet<String>();
    allocators.forEach(
        (name, role) -> {
          if (!role.equals("free")) {
            names.add(name);
          }
        });
    return names;
  }

  /** A source archive; {@code debianSource} is tried after the URLs. SHA-256 in lower-case hex. */
  public record Origin(
      String fileName, String sha256, List<String> urls, Optional<String> debianSource, String stripPrefix) {}

  /**
   * A {@code CONFIG_…} option.
   *
   * @param effectDefine what setting it to y defines, as {@code NAME} or {@code NAME=VALUE}; empty:
   *     the option's own name
   * @param selects libraries that come into the image when it is y
   */
  public record KconfigOption(
      String name, String effectDefine, List<String> selects, String help) {
    public KconfigOption {
      selects = List.copyOf(selects);
    }
  }

  /** Groups of system calls; one bit each in the compartment's mask (os/include/flexos/syscall.h). */
  public enum Capability {
    CONSOLE,
    THREADS,
    INITRD,
    CMDLINE,
    DEVICES
  }

}
