package org.flexos.config;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.flexos.config.KraftSpec.LibrarySpec;
import org.flexos.model.Diagnostic;
import org.flexos.model.Hardening;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.SourceLocation;

/** Which libraries are in an image, and whether these are all that it takes. */
final class Inclusion {
  /** What every image has; it needs all else that cannot be left out. */
  private static final String CORE = "flexos-core";

  private final KraftSpec spec;
  private final LibraryCatalog catalog;
  private final List<Diagnostic> findings;
  private final SortedMap<String, LibraryDescriptor> included = new TreeMap<>();

  Inclusion(KraftSpec spec, LibraryCatalog catalog, List<Diagnostic> findings) {
    this.spec = spec;
    this.catalog = catalog;
    this.findings = findings;
  }

  /** The listed libraries, the application, the core, what options select, and all these need. */
  SortedMap<String, LibraryDescriptor> resolve(OptionTable options) {
    var wanted = new ArrayDeque<String>();
    options.apply(spec.kconfig()).forEach(wanted::add);
    for (LibrarySpec l : spec.libraries()) {
      options.apply(l.kconfig()).forEach(wanted::add);
      if (l.listed() && include(l.name(), l.where(), "library").isPresent()) {
        wanted.addAll(included.get(l.name()).needs());
      }
    }
    if (spec.libraries().stream().noneMatch(l -> l.listed() && l.name().equals(spec.name()))) {
      include(spec.name(), spec.nameWhere(), "application")
          .ifPresent(d -> wanted.addAll(d.needs()));
    }
    wanted.add(CORE);
    spec.libraries().forEach(l -> runtimes(l).forEach(wanted::add));
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      if (!included.containsKey(name) && catalog.providers(name).isEmpty()) {
        include(name, needed(name), "needed library").ifPresent(d -> wanted.addAll(d.needs()));
      }
    }
    spec.libraries().forEach(this::checkThere);
    checkProviders();
    return included;
  }

  /** The descriptor that needs it, if one does. */
  private SourceLocation needed(String name) {
    return included.values().stream()
        .filter(d -> d.needs().contains(name))
        .findFirst()
        .map(d -> new SourceLocation(d.root() + "/library.yaml", 0, 0))
        .orElse(spec.where());
  }

  /** A profile that brought a library in would change what the image does. */
  private void checkThere(LibrarySpec library) {
    if (included.containsKey(library.name()) || library.listed()) {
      return;
    }
    if (catalog.find(library.name()).isEmpty()) {
      error(library.where(), Nearest.unknown("library", library.name(), catalog.names()));
    } else {
      error(
          library.where(),
          "library '"
              + library.name()
              + "' is not in the image, and a profile brings nothing in; list it in kraft.yaml, or"
              + " drop it here");
    }
  }

  /** What several libraries provide, one of them does: the one that is listed. */
  private void checkProviders() {
    var needed = new TreeMap<String, String>();
    included.values().forEach(d -> d.needs().forEach(n -> needed.putIfAbsent(n, d.name())));
    for (var need : needed.entrySet()) {
      SortedSet<String> able = catalog.providers(need.getKey());
      List<String> chosen = able.stream().filter(included::containsKey).toList();
      if (!able.isEmpty() && chosen.isEmpty()) {
        missing(need.getValue(), need.getKey(), able);
      }
      if (chosen.size() > 1) {
        error(
            place(chosen.get(1)),
            String.join(" and ", chosen)
                + " both provide a '"
                + need.getKey()
                + "', and an image has one; drop one of them");
      }
    }
  }

  /** Adding one helps, unless it does the work of one that is there: then it takes its place. */
  private void missing(String user, String need, SortedSet<String> able) {
    String what = "'" + user + "' needs a '" + need + "', and no library of the image provides one";
    Optional<String> rival = included.keySet().stream().filter(l -> rivals(l, able)).findFirst();
    if (rival.isEmpty()) {
      error(spec.where(), what + "; add one of these under libraries: " + String.join(", ", able));
    } else {
      error(
          place(rival.get()),
          what + "; list " + String.join(" or ", able) + " in the place of " + rival.get());
    }
  }

  private boolean rivals(String library, SortedSet<String> others) {
    List<String> provided = included.get(library).provides();
    if (included.get(library).unavailable().isPresent()) {
      return false;
    }
    return others.stream()
        .map(o -> catalog.find(o).orElseThrow())
        .noneMatch(d -> Collections.disjoint(d.provides(), provided));
  }

  /** What the checks of a library's hardening variants call. */
  private static List<String> runtimes(LibrarySpec library) {
    List<String> names =
        library.hardening().orElse(List.of()).stream().map(Yaml.Item::text).toList();
    return Arrays.stream(Hardening.values())
        .filter(h -> names.contains(h.yamlName()))
        .flatMap(h -> h.runtime().stream())
        .toList();
  }

  private Optional<LibraryDescriptor> include(String name, SourceLocation where, String what) {
    Optional<LibraryDescriptor> found = catalog.find(name);
    if (found.isEmpty()) {
      error(where, Nearest.unknown(what, name, catalog.names()));
    }
    found.ifPresent(
        d -> {
          included.put(name, d);
          d.unavailable()
              .ifPresent(why -> error(where, what + " '" + name + "' cannot be had: " + why));
        });
    return found;
  }

  /** Where a library is listed, if it is. */
  private SourceLocation place(String library) {
    return spec.libraries().stream()
        .filter(l -> l.name().equals(library))
        .findFirst()
        .map(LibrarySpec::where)
        .orElse(spec.where());
  }

  private void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }
}
