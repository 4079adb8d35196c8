package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.UnitFacts;
import org.flexos.latebind.compile.ElfSymbols.Symbol;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Ends late binding on the object. Code generation and inline assembly add undefined symbols that
 * the pass never saw: runtime functions become late calls, the stack protector's guard becomes the
 * library's canary, anything else is refused, and so is every section and every definition that the
 * pass has not made.
 */
final class ObjectStep {
  private static final String CONSTANTS = ".rodata";
  private static final List<String> PLACES = List.of(".text", ".data", ".bss", CONSTANTS);

  private final LlvmPrograms programs;
  private final ProcessRunner runner;
  private final Duration limit;

  ObjectStep(LlvmPrograms programs, ProcessRunner runner, Duration limit) {
    this.programs = programs;
    this.runner = runner;
    this.limit = limit;
  }

  /**
   * @param source shown when something is refused
   * @param defines what the library's units define strongly
   * @return the facts with the added calls
   */
  BoundUnit run(String library, String source, Path object, UnitFacts facts, Set<String> defines) {
    Set<String> seen = mentioned(facts);
    var calls = new ArrayList<>(facts.calls());
    var added = new TreeMap<String, String>();
    var refused = new ArrayList<Diagnostic>();
    var where = new SourceLocation(source, 0, 0);
    ElfSymbols symbols = ElfSymbols.read(object);
    seen.addAll(symbols.optional());
    Stream.concat(ObjectRules.check(symbols).stream(), strange(library, symbols, facts).stream())
        .map(f -> "the object of this unit of '" + library + "' " + f)
        .forEach(f -> refused.add(Diagnostic.error(where, f)));
    for (String symbol : symbols.undefined()) {
      if (LateSymbols.isReserved(symbol) || seen.contains(symbol)) {
        continue;
      }
      if (defines.contains(symbol)) {
        added.put(symbol, symbol);
      } else if (symbol.equals(RuntimeFunctions.CANARY)) {
        String canary = LateSymbols.CANARY + LateSymbols.mangle(library);
        added.put(symbol, canary);
      } else if (RuntimeFunctions.shape(symbol).isPresent()) {
        String late = LateSymbols.call(library, symbol);
        added.put(symbol, late);
        calls.add(new CallFact(late, symbol, RuntimeFunctions.shape(symbol).get(), false, where));
      } else {
        refused.add(Diagnostic.error(where, refusal(library, symbol)));
      }
    }
    if (!refused.isEmpty()) {
      throw new UserErrorException(refused);
    }
    rename(object, added);
    return new BoundUnit(
        new UnitFacts(
            facts.functions().stream().map(f -> complete(library, f, symbols, added)).toList(),
            facts.globals(),
            calls,
            facts.entries(),
            facts.stackVariables(),
            facts.allocations(),
            facts.addresses()),
        List.copyOf(new TreeSet<>(added.values())));
  }

  /** What code generation added to this very function, found in its section. */
  private static FunctionFact complete(
      String library, FunctionFact function, ElfSymbols symbols, Map<String, String> added) {
    String section = LateSymbols.textSection(library, function.symbol().replace(':', '.'));
    var references = new TreeSet<>(function.references());
    symbols.references().getOrDefault(section, Set.of()).stream()
        .map(added::get)
        .filter(Objects::nonNull)
        .forEach(references::add);
    return function.withReferences(List.copyOf(references));
  }

  /**
   * What the pass has not made: inline assembly can open sections and define symbols, and is text
   * that only the assembler understands.
   */
  private static List<String> strange(String library, ElfSymbols object, UnitFacts facts) {
    var found = new ArrayList<String>();
    String own = ".fx." + LateSymbols.mangle(library) + ".";
    for (String section : object.loadedSections()) {
      boolean constants =
          section.equals(CONSTANTS) || section.startsWith(CONSTANTS + ".") && !isOfPass(section);
      if (!constants && PLACES.stream().noneMatch(p -> section.startsWith(p + own))) {
        found.add("has the section '" + section + "'; the profile decides where things live");
      }
    }
    var known = new HashSet<String>();
    facts.functions().forEach(f -> known.add(f.symbol()));
    facts.globals().forEach(g -> known.add(g.symbol()));
    for (Symbol symbol : object.symbols()) {
      if (symbol.defined()
          && !known.contains(symbol.name())
          && !LateSymbols.isReserved(symbol.name())) {
        found.add("defines '" + symbol.name() + "', which its C code does not");
      }
    }
    return found;
  }

  private static boolean isOfPass(String section) {
    return section.startsWith(CONSTANTS + ".fx");
  }

  private static String refusal(String library, String symbol) {
    return "the object of this unit of '"
        + library
        + "' refers to '"
        + symbol
        + "', which its C code does not mention; inline assembly may not refer to other libraries:"
        + " call it from C instead";
  }

  /** Symbols the pass has seen, statics without their unit. */
  private static Set<String> mentioned(UnitFacts facts) {
    var seen = new HashSet<String>();
    facts.functions().forEach(f -> seen.addAll(f.references()));
    facts.globals().forEach(g -> seen.addAll(g.references()));
    return seen;
  }

  private void rename(Path object, Map<String, String> names) {
    var command = new ArrayList<String>();
    command.add(programs.objcopy());
    names.forEach(
        (from, to) -> {
          if (!from.equals(to)) {
            command.add("--redefine-sym=" + from + "=" + to);
          }
        });
    if (command.size() > 1) {
      command.add(object.toString());
      runner.run(command, limit).orFail("renaming symbols of " + object);
    }
  }
}
