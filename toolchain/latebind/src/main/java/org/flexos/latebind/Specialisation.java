package org.flexos.latebind;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Calls of {@code functions} with a constant first argument N become calls, with the other
 * arguments, of the function that {@code names} has for N.
 *
 * @param otherwise called in its place when no library of the image defines that function
 */
public record Specialisation(
    Set<String> functions, SortedMap<Long, String> names, Optional<String> otherwise) {
  public Specialisation {
    functions = Collections.unmodifiableSortedSet(new TreeSet<>(functions));
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }
}
