package org.flexos.config;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.model.LibraryDescriptor;

/** Where libraries are looked up by name. */
public interface LibraryCatalog {
  Optional<LibraryDescriptor> find(String name);

  /** Every known name, for suggestions. */
  SortedSet<String> names();

  /** Libraries that provide a name which is not one of a library. */
  default SortedSet<String> providers(String name) {
    var able = new TreeSet<String>();
    for (String library : names()) {
      find(library)
          .filter(d -> d.provides().contains(name) && d.unavailable().isEmpty())
          .ifPresent(d -> able.add(library));
    }
    return able;
  }
}
