package org.flexos.plan;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.DriverKind;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.GlobalFact;

/** Which addresses other rights can get hold of, found the slow and obvious way. */
final class AddressOracle {
  private final TestImage image;
  private final Oracle oracle;

  /** Entries and variables that have left. */
  private final Set<String> left = new HashSet<>();

  AddressOracle(TestImage image, Oracle oracle) {
    this.image = image;
    this.oracle = oracle;
    int before = -1;
    while (before < left.size()) {
      before = left.size();
      image.libraries.forEach(this::addHandedOut);
      image.libraries.forEach(l -> l.globals.forEach(g -> addHeld(l, g)));
    }
  }

  private void addHandedOut(TestLibrary library) {
    for (AddressFact address : library.addresses) {
      boolean returned = address.flow().returned() && isCalledFromElsewhere(library);
      if (returned || oracle.leaves(library.name, address.flow(), false)) {
        left.add(address.symbol());
      }
    }
  }

  private void addHeld(TestLibrary library, GlobalFact variable) {
    boolean mentioned =
        oracle.mentioners(variable.symbol()).stream().anyMatch(l -> differ(l, library.name));
    if (mentioned || isShared(library, variable) || left.contains(variable.symbol())) {
      left.add(variable.symbol());
      left.addAll(variable.references());
      image.libraries.stream()
          .flatMap(l -> l.addresses.stream())
          .filter(a -> a.variables().contains(variable.symbol()))
          .forEach(a -> left.add(a.symbol()));
    }
  }

  private boolean differ(String library, String other) {
    return !oracle.rights(library).equals(oracle.rights(other));
  }

  private boolean isShared(TestLibrary library, GlobalFact variable) {
    return variable.declaredShared()
        || image.sharedGlobals.contains(library.name + ":" + variable.symbol());
  }

  private boolean isCalledFromElsewhere(TestLibrary library) {
    return image.libraries.stream().anyMatch(l -> calls(l, library));
  }

  /** A call that is a gate. */
  private boolean calls(TestLibrary from, TestLibrary to) {
    return differ(from.name, to.name)
        && from.calls.stream()
            .filter(c -> oracle.live.contains(c.symbol()) && !oracle.isDirect(c.target()))
            .anyMatch(c -> to.references.containsKey(c.target()));
  }

  /** The address of a function must be a thunk's. */
  boolean reaches(String function) {
    TestLibrary owner = oracle.definer(function);
    String entry = LateSymbols.entry(function);
    return oracle.mentioners(entry).stream().anyMatch(l -> differ(l, owner.name))
        || left.contains(entry)
        || sharesMemory(owner) && crosses(owner);
  }

  /** Some library with these rights calls others, or is called. */
  private boolean crosses(TestLibrary owner) {
    return image.libraries.stream()
        .filter(l -> !differ(l.name, owner.name))
        .anyMatch(l -> image.libraries.stream().anyMatch(o -> calls(l, o) || calls(o, l)));
  }

  private Set<Compartment> compartments(String library) {
    return image.libraries.stream()
        .filter(l -> !differ(l.name, library))
        .map(l -> image.compartmentOf(l.name))
        .collect(Collectors.toSet());
  }

  private boolean sharesMemory(TestLibrary owner) {
    return compartments(owner.name).stream()
            .anyMatch(c -> c.stack() == StackSharing.DSS || c.heap() == HeapSharing.SITES)
        || sharesStack(owner.name)
            && image.libraries.stream()
                .anyMatch(l -> differ(l.name, owner.name) && sharesStack(l.name));
  }

  private boolean sharesStack(String library) {
    return !library.equals("ukshared")
        && compartments(library).stream()
            .allMatch(c -> c.sharedStack() && c.driver() == DriverKind.INTEL_PKU);
  }
}
