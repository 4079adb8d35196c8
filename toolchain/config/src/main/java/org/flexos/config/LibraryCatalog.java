package org.flexos.config;

import java.util.Optional;
import java.util.SortedSet;
import org.flexos.model.LibraryDescriptor;

/** Where libraries are looked up by name. */
public interface LibraryCatalog {
  Optional<LibraryDescriptor> find(String name);

  /** Every known name, for suggestions. */
  SortedSet<String> names();
}
