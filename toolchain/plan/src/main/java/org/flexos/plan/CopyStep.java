package org.flexos.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Size;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.Diagnostic;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.plan.SymbolTable.Defined;

/**
 * Decides what ring 0 copies at a gate: what the descriptor of the callee's library says of its
 * pointer arguments, or else the caller's, checked against how the function was compiled.
 */
final class CopyStep {
  private final ImageSpec image;
  private final Map<String, PlacedLibrary> libraries = new HashMap<>();
  private final List<Diagnostic> errors;
  private final Set<String> reported = new HashSet<>();

  CopyStep(ImageSpec image, List<Diagnostic> errors) {
    this.image = image;
    this.errors = errors;
    image.libraries().forEach(l -> libraries.put(l.name(), l));
  }

  /** What a calling side lends without copies. */
  record Sharing(boolean stacks, boolean heaps) {
    boolean all() {
      return stacks && heaps;
    }

    boolean none() {
      return !stacks && !heaps;
    }
  }

  /** Of one library's compartment. */
  Sharing sharingOf(String library, GateVariant variant) {
    PlacedLibrary placed = libraries.get(library);
    return sharingOf(placed == null ? List.of() : List.of(placed.compartment()), variant);
  }

  /** Of all compartments of a domain together: what all of them share. */
  Sharing sharingOf(Collection<String> compartments, GateVariant variant) {
    List<Compartment> known =
        image.compartments().stream().filter(c -> compartments.contains(c.name())).toList();
    return new Sharing(
        variant == GateVariant.LIGHT || known.stream().allMatch(c -> c.stack() == StackSharing.DSS),
        known.stream().allMatch(c -> c.heap() == HeapSharing.SITES));
  }

  /** The descriptions of a function's arguments, checked or not. */
  List<ArgumentSpec> describe(Optional<String> caller, Defined<FunctionFact> target) {
    String symbol = target.fact().symbol();
    String name = symbol.substring(symbol.indexOf(':') + 1);
    List<ArgumentSpec> own = described(target.library(), name);
    return own.isEmpty() && caller.isPresent() ? described(caller.get(), name) : own;
  }

  private List<ArgumentSpec> described(String library, String function) {
    PlacedLibrary placed = libraries.get(library);
    return placed == null
        ? List.of()
        : placed.descriptor().arguments().getOrDefault(function, List.of());
  }

  Copying copying(Optional<String> caller, Sharing sharing, Defined<FunctionFact> target) {
    if (sharing.all()) {
      return Copying.NONE;
    }
    var copies = new ArrayList<Copy>();
    for (ArgumentSpec spec : describe(caller, target)) {
      if (spec.kind().isChecked() && isSound(spec, target)) {
        copies.add(copy(spec, target.fact()));
      }
    }
    return copies.isEmpty()
        ? Copying.NONE
        : new Copying(!sharing.none(), target.fact().resultBytes(), copies);
  }

  private static Copy copy(ArgumentSpec spec, FunctionFact function) {
    List<Slot> slots = function.slots();
    Size size = spec.size().orElse(new Size(1, ArgumentSpec.NONE, ArgumentSpec.NONE));
    int none = ArgumentSpec.NONE;
    return new Copy(
        slots.get(spec.index()).register(),
        spec.kind(),
        size.factor(),
        size.first() == none ? none : slots.get(size.first()).register(),
        size.first() == none ? 0 : slots.get(size.first()).bytes(),
        size.second() == none ? none : slots.get(size.second()).register(),
        size.second() == none ? 0 : slots.get(size.second()).bytes(),
        spec.size().isEmpty() ? spec.atMost() : spec.atMost() / size.factor(),
        spec.copied().amount(),
        spec.copied().factor());
  }

  private boolean isSound(ArgumentSpec spec, Defined<FunctionFact> target) {
    List<Slot> slots = target.fact().slots();
    Size size = spec.size().orElse(new Size(1, ArgumentSpec.NONE, ArgumentSpec.NONE));
    String problem = "";
    if (spec.index() >= slots.size()) {
      problem = "which has " + slots.size() + " arguments";
    } else if (!slots.get(spec.index()).pointer()) {
      problem = "which is no pointer there";
    } else if (slots.get(spec.index()).register() < 0) {
      problem = "which is passed on the stack: only the first six can be copied";
    } else if (!isNumber(slots, size.first()) || !isNumber(slots, size.second())) {
      problem = "with a size argument that is no number in a register";
    } else if (spec.copied().amount() != ArgumentSpec.Amount.ALL
        && target.fact().resultBytes() == 0) {
      problem = "with 'copied' by a result that is no integer";
    } else if (spec.size().isPresent() && spec.atMost() > 0 && spec.atMost() < size.factor()) {
      problem = "with 'at-most' below the size of one element";
    }
    if (!problem.isEmpty()) {
      report(target, spec.index(), problem);
    }
    return problem.isEmpty();
  }

  private static boolean isNumber(List<Slot> slots, int index) {
    return index == ArgumentSpec.NONE
        || index < slots.size() && !slots.get(index).pointer() && slots.get(index).register() >= 0;
  }

  private void report(Defined<FunctionFact> target, int index, String problem) {
    FunctionFact f = target.fact();
    if (reported.add(target.library() + " " + f.symbol() + " " + index)) {
      errors.add(
          Diagnostic.error(
              f.where(),
              "library.yaml describes argument "
                  + index
                  + " of '"
                  + f.symbol()
                  + "' ("
                  + target.library()
                  + "), "
                  + problem
                  + "; correct it under arguments"));
    }
  }
}
