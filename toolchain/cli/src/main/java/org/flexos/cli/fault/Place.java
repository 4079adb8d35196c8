package org.flexos.cli.fault;

import java.util.Optional;

/**
 * What lies at a guest address.
 *
 * @param what as a part of a sentence: "variable 'x' of newlib"
 * @param domain whose it is; -1: nobody's
 * @param remedy the smallest profile line that would let another compartment in
 */
record Place(String what, int domain, Optional<String> remedy) {
  static Place of(String what, int domain) {
    return new Place(what, domain, Optional.empty());
  }
}
