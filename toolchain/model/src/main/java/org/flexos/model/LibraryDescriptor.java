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
 * @param origin where third-party sources come from; empty when all sources are beside the
 *     descriptor
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
 * @param shared globals that may be placed in the shared domain when another compartment uses them,
 *     and functions that give what they allocate to their callers
 * @param arguments how pointer arguments of exported functions are used
 * @param provides names of its own under which other libraries may need it: one of those that
 *     provide a name is listed in kraft.yaml
 * @param generated files made from pieces before anything is compiled, by their path below {@code
 *     generated/}, which include folders may name like {@code origin/}
 * @param specialise calls with a constant first argument that become calls of other functions
 * @param unavailable why the library is known but cannot be had, and what to do instead
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
    Map<String, List<ArgumentSpec>> arguments,
    List<String> provides,
    Map<String, List<GeneratedPart>> generated,
    List<CallTable> specialise,
    Optional<String> unavailable) {

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
    provides = List.copyOf(provides);
    generated = Map.copyOf(generated);
    specialise = List.copyOf(specialise);
  }

  /** Starts a description made in Java: everything that is not set is empty. */
  public static LibraryDescriptorBuilder named(String name) {
    return new LibraryDescriptorBuilder(name);
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
      String fileName,
      String sha256,
      List<String> urls,
      Optional<String> debianSource,
      String stripPrefix) {}

  /**
   * One piece of a generated file: literal text, or the lines of a file.
   *
   * @param from spelled like a source; empty: {@code text} is the piece
   * @param only lines that do not contain this pattern are left out; empty: all are taken
   * @param replace applied to each line in turn, every match
   */
  public record GeneratedPart(
      Optional<String> from, String text, Optional<String> only, List<Replacement> replace) {
    public GeneratedPart {
      replace = List.copyOf(replace);
    }
  }

  /** A regular expression, and what replaces its matches: {@code $1} is its first group. */
  public record Replacement(String match, String with) {}

  /**
   * Functions whose calls mean what their first argument says: a call with the constant N becomes a
   * call, with the other arguments, of the function that a table has for N.
   *
   * @param from file with the table, spelled like a source
   * @param match finds the table's rows; its groups are what {@code number} and {@code name} refer
   *     to
   * @param otherwise function of this library that is called when no library of the image defines
   *     the one that the table names; empty: that is an unresolved symbol
   */
  public record CallTable(
      List<String> functions,
      String from,
      String match,
      String number,
      String name,
      Optional<String> otherwise) {
    public CallTable {
      functions = List.copyOf(functions);
    }
  }

  /**
   * A {@code CONFIG_…} option.
   *
   * @param effectDefine what setting it to y defines, as {@code NAME} or {@code NAME=VALUE}; empty:
   *     the option's own name
   * @param selects libraries that come into the image when it is y
   */
  public record KconfigOption(String name, String effectDefine, List<String> selects, String help) {
    public KconfigOption {
      selects = List.copyOf(selects);
    }
  }

  /**
   * Groups of system calls; one bit each in the compartment's mask (os/include/flexos/syscall.h).
   */
  public enum Capability {
    CONSOLE,
    THREADS,
    INITRD,
    CMDLINE,
    DEVICES,
    TLS
  }
}
