package org.flexos.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.config.KraftSpec.Option;
import org.flexos.model.Diagnostic;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.KconfigOption;

/**
 * What {@code CONFIG_…} options do: each is declared by one library's descriptor; every library has
 * the implicit {@code CONFIG_LIB<NAME>} that brings it into the image.
 */
final class OptionTable {
  private record Declared(String library, KconfigOption option) {}

  private final Map<String, Declared> known = new TreeMap<>();
  private final Map<String, List<String>> defines = new HashMap<>();
  private final Map<String, Option> set = new HashMap<>();
  private final List<Diagnostic> findings;

  OptionTable(LibraryCatalog catalog, List<Diagnostic> findings) {
    this.findings = findings;
    for (String name : catalog.names()) {
      Optional<LibraryDescriptor> found = catalog.find(name);
      found.ifPresent(
          descriptor -> {
            known.put(
                implicit(name),
                new Declared(name, new KconfigOption(implicit(name), "", List.of(name), "")));
            descriptor.kconfig().forEach(o -> known.put(o.name(), new Declared(name, o)));
          });
    }
  }

  private static String implicit(String library) {
    return "CONFIG_LIB" + library.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * @return libraries that these options bring into the image, in their order
   */
  List<String> apply(List<Option> options) {
    var brought = new ArrayList<String>();
    for (Option option : options) {
      Declared declared = known.get(option.name());
      if (declared == null) {
        findings.add(
            Diagnostic.error(
                option.where(),
                "unknown kconfig option '"
                    + option.name()
                    + "'"
                    + Nearest.suggestion(option.name(), known.keySet())
                    + " (no library.yaml declares it)"));
      } else if (isSet(option)) {
        brought.addAll(declared.option().selects());
        defines
            .computeIfAbsent(declared.library(), l -> new ArrayList<>())
            .add(define(declared.option()));
      }
    }
    return brought;
  }

  /** Whether it is {@code y}; reports what is neither that nor {@code n}, or both. */
  private boolean isSet(Option option) {
    if (!option.value().equals("y") && !option.value().equals("n")) {
      findings.add(
          Diagnostic.error(
              option.where(),
              "kconfig option '"
                  + option.name()
                  + "' is y or n, was '"
                  + option.value()
                  + "'; write y, or drop the line"));
      return false;
    }
    Option former = set.putIfAbsent(option.name(), option);
    if (former != null && !former.value().equals(option.value())) {
      findings.add(
          Diagnostic.error(
              option.where(),
              "kconfig option '"
                  + option.name()
                  + "' is "
                  + option.value()
                  + " here and "
                  + former.value()
                  + " at line "
                  + former.where().line()
                  + "; drop one"));
    }
    return option.value().equals("y");
  }

  private static String define(KconfigOption option) {
    return option.effectDefine().isEmpty() ? option.name() + "=1" : option.effectDefine();
  }

  /** Preprocessor definitions of a library, sorted, each once. */
  List<String> definesOf(String library) {
    return List.copyOf(new TreeSet<>(defines.getOrDefault(library, List.of())));
  }
}
