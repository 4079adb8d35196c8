package org.flexos.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.UserErrorException;

/**
 * Checks what descriptors claim: a function declared direct runs with its caller's rights, so it
 * and the statics that it calls may mention only constants, their own arguments and other direct
 * functions. That includes what the compiler adds, such as a stack protector's canary.
 */
final class DirectClaims {
  private final SymbolTable symbols;
  private final Set<String> direct;
  private final List<Diagnostic> errors = new ArrayList<>();

  private DirectClaims(ImageSpec image, SymbolTable symbols) {
    this.symbols = symbols;
    direct =
        image.libraries().stream()
            .flatMap(l -> l.descriptor().direct().stream())
            .collect(Collectors.toSet());
  }

  static void check(ImageSpec image, SymbolTable symbols) {
    var claims = new DirectClaims(image, symbols);
    image.libraries().stream()
        .filter(l -> symbols.facts().containsKey(l.name()))
        .forEach(claims::checkLibrary);
    if (!claims.errors.isEmpty()) {
      throw new UserErrorException(claims.errors);
    }
  }

  private void checkLibrary(PlacedLibrary library) {
    for (String name : library.descriptor().direct()) {
      symbols
          .function(library.name(), name)
          .filter(f -> f.library().equals(library.name()))
          .ifPresent(f -> checkFunction(library.name(), f.fact()));
    }
  }

  private void checkFunction(String library, FunctionFact function) {
    var problems = new LinkedHashSet<String>();
    var seen = new HashSet<>(Set.of(function.symbol()));
    var pending = new ArrayDeque<>(List.of(function));
    while (!pending.isEmpty()) {
      for (String reference : pending.pop().references()) {
        Optional<FunctionFact> own = ownStatic(library, reference);
        if (own.isEmpty()) {
          problem(library, reference).ifPresent(problems::add);
        } else if (seen.add(reference)) {
          pending.add(own.get());
        }
      }
    }
    for (String problem : problems) {
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

  private Optional<FunctionFact> ownStatic(String library, String reference) {
    return symbols
        .function(library, reference)
        .map(SymbolTable.Defined::fact)
        .filter(f -> f.linkage() == Linkage.LOCAL);
  }

  private Optional<String> problem(String library, String reference) {
    if (reference.startsWith(LateSymbols.CALL)) {
      return call(reference.substring(reference.indexOf('.', LateSymbols.CALL.length()) + 1));
    }
    if (reference.startsWith(LateSymbols.ALLOCATION)) {
      return Optional.of("allocates memory");
    }
    if (reference.startsWith(LateSymbols.CANARY)) {
      return Optional.of("has a stack protector, whose canary is its library's alone");
    }
    if (reference.startsWith(LateSymbols.ENTRY) || reference.startsWith(LateSymbols.SHADOW)) {
      return Optional.empty();
    }
    var global = symbols.global(library, reference);
    if (global.isPresent()) {
      return global.get().fact().constant()
          ? Optional.empty()
          : Optional.of(
              "uses the variable '" + reference.substring(reference.indexOf(':') + 1) + "'");
    }
    return symbols.function(library, reference).isPresent() ? call(reference) : Optional.empty();
  }

  private Optional<String> call(String target) {
    return direct.contains(target)
        ? Optional.empty()
        : Optional.of("calls '" + target + "', which is not direct");
  }
}
