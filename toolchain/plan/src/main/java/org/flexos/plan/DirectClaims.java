package org.flexos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.UserErrorException;

/**
 * Checks what descriptors claim: a function declared direct runs with its caller's rights, so it
 * may mention only constants, its own arguments and other direct functions.
 */
final class DirectClaims {
  private DirectClaims() {}

  static void check(ImageSpec image, SymbolTable symbols) {
    Set<String> direct =
        image.libraries().stream()
            .flatMap(l -> l.descriptor().direct().stream())
            .collect(Collectors.toSet());
    var errors = new ArrayList<Diagnostic>();
    for (PlacedLibrary library : image.libraries()) {
      LibraryFacts facts = symbols.facts().get(library.name());
      if (facts == null) {
        continue;
      }
      for (String name : library.descriptor().direct()) {
        symbols
            .function(library.name(), name)
            .filter(f -> f.library().equals(library.name()))
            .ifPresent(f -> checkFunction(library.name(), f.fact(), symbols, direct, errors));
      }
    }
    if (!errors.isEmpty()) {
      throw new UserErrorException(errors);
    }
  }

  private static void checkFunction(
      String library,
      FunctionFact function,
      SymbolTable symbols,
      Set<String> direct,
      List<Diagnostic> errors) {
    for (String reference : function.references()) {
      String problem = problem(library, reference, symbols, direct);
      if (!problem.isEmpty()) {
        errors.add(
            Diagnostic.error(
                function.where(),
                "library '"
                    + library
                    + "' declares '"
                    + function.symbol()
                    + "' direct, but it "
                    + problem
                    + "; take it off the list in library.yaml"));
      }
    }
  }

  private static String problem(
      String library, String reference, SymbolTable symbols, Set<String> direct) {
    if (reference.startsWith(LateSymbols.CALL)) {
      String target = reference.substring(reference.indexOf('.', LateSymbols.CALL.length()) + 1);
      return direct.contains(target) ? "" : "calls '" + target + "', which is not direct";
    }
    if (reference.startsWith(LateSymbols.ALLOCATION)) {
      return "allocates memory";
    }
    if (reference.startsWith(LateSymbols.ENTRY) || reference.startsWith(LateSymbols.SHADOW)) {
      return "";
    }
    var global = symbols.global(library, reference);
    if (global.isPresent()) {
      return global.get().fact().constant() ? "" : "uses the variable '" + reference + "'";
    }
    var callee = symbols.function(library, reference);
    boolean harmless =
        callee.isEmpty()
            || direct.contains(reference)
            || callee.get().fact().linkage() == LibraryFacts.Linkage.LOCAL;
    return harmless ? "" : "calls '" + reference + "', which is not direct";
  }
}
