package org.flexos.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.Diagnostic;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Origin;
import org.flexos.model.LibraryFacts.Passed;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.SourceLocation;
import org.flexos.plan.CopyStep.Sharing;
import org.flexos.plan.LivenessStep.Use;
import org.flexos.plan.SymbolTable.Defined;

/**
 * Refuses calls that lend private memory to another domain without saying how: the callee would
 * fault on it. Constants, functions and nulls need no word.
 */
final class LentMemory {
  private final CopyStep copies;
  private final List<Diagnostic> errors;
  private final Set<String> reported = new HashSet<>();

  LentMemory(CopyStep copies, List<Diagnostic> errors) {
    this.copies = copies;
    this.errors = errors;
  }

  /**
   * @param edge the two domains, in words
   */
  void check(Use<CallFact> use, Defined<FunctionFact> target, Sharing sharing, String edge) {
    List<Slot> slots = target.fact().slots();
    var described =
        copies.describe(Optional.of(use.library()), target).stream()
            .map(ArgumentSpec::index)
            .toList();
    for (Passed passed : use.fact().passed()) {
      boolean variable = passed.argument() >= slots.size();
      boolean pointer =
          variable ? target.fact().shape().variadic() : slots.get(passed.argument()).pointer();
      if (!pointer || described.contains(passed.argument())) {
        continue;
      }
      if (isPrivate(passed.origin(), sharing, variable)) {
        report(use, target, passed, variable, edge);
      }
    }
  }

  private static boolean isPrivate(Origin origin, Sharing sharing, boolean variable) {
    return switch (origin) {
      case STACK -> !sharing.stacks();
      case HEAP -> !sharing.heaps();
      case GLOBAL -> sharing.none();
      case UNKNOWN -> sharing.none() && !variable;
    };
  }

  private void report(
      Use<CallFact> use,
      Defined<FunctionFact> target,
      Passed passed,
      boolean variable,
      String edge) {
    String callee = target.library() + "'s '" + target.fact().symbol() + "'";
    int index = passed.argument();
    add(
        passed.where(),
        "library '"
            + use.library()
            + "' passes "
            + words(passed.origin())
            + " to "
            + callee
            + " (argument "
            + index
            + "), "
            + edge
            + (variable
                ? ", and nothing can describe a variable argument"
                : ", and no descriptor says how it is used"),
        variable
            ? ""
            : "add to library.yaml of '"
                + target.library()
                + "': arguments: {"
                + target.fact().symbol()
                + ": [{index: "
                + index
                + ", kind: in, size: 16}]} (or another kind and size; docs/copying-gates.md), ");
  }

  /** A variable or block of memory that becomes a variable argument somewhere below. */
  void refuseVariable(String what, SourceLocation where, String callee) {
    add(
        where,
        what
            + " is a variable argument of "
            + callee
            + " in another compartment, and nothing can"
            + " describe that",
        "");
  }

  private static String words(Origin origin) {
    return switch (origin) {
      case STACK -> "a pointer to its stack";
      case HEAP -> "a pointer to its heap";
      case GLOBAL -> "a pointer to a variable";
      case UNKNOWN -> "a pointer";
    };
  }

  private void add(SourceLocation where, String problem, String remedy) {
    if (reported.add(where + problem)) {
      errors.add(
          Diagnostic.error(
              where,
              problem
                  + "; "
                  + remedy
                  + "share the caller's memory with sharing: {stack: dss, heap: sites} in its"
                  + " compartment, or put both libraries into one"));
    }
  }
}
