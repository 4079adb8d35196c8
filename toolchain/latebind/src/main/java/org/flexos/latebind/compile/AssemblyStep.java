package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.UnitFacts;
import org.flexos.latebind.compile.ElfSymbols.Symbol;
import org.flexos.model.AbiShape;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * An assembled unit: it may refer to its own library only, its sections get names of their own, and
 * its facts are the conservative ones (every argument register carries something, every pointer
 * escapes).
 */
final class AssemblyStep {
  /** Registers only: nothing in an object says how many words a function reads from the stack. */
  private static final AbiShape UNKNOWN = new AbiShape(6, 8, 0, AbiShape.Result.UNKNOWN, false);

  private static final int GENERAL_REGISTERS = 6;

  private final LlvmPrograms programs;
  private final ProcessRunner runner;
  private final Duration limit;

  AssemblyStep(LlvmPrograms programs, ProcessRunner runner, Duration limit) {
    this.programs = programs;
    this.runner = runner;
    this.limit = limit;
  }

  BoundUnit run(String library, CompileUnit unit, String source, Path object, Set<String> defines) {
    var where = new SourceLocation(source, 0, 0);
    ElfSymbols symbols = ElfSymbols.read(object);
    List<String> undefined = symbols.undefined();
    List<Diagnostic> refused = AssemblyRules.check(library, symbols, defines, where);
    if (!refused.isEmpty()) {
      throw new UserErrorException(refused);
    }
    renameSections(library, unit, object);
    var functions = new ArrayList<FunctionFact>();
    var globals = new ArrayList<GlobalFact>();
    for (Symbol symbol : symbols.symbols()) {
      if (symbol.defined() && symbol.executable()) {
        functions.add(function(unit, symbol, undefined, where));
      } else if (symbol.defined()) {
        globals.add(global(library, unit, symbol, undefined, where));
      }
    }
    var facts =
        new UnitFacts(functions, globals, List.of(), List.of(), List.of(), List.of(), List.of());
    return new BoundUnit(facts, undefined);
  }

  private static FunctionFact function(
      CompileUnit unit, Symbol symbol, List<String> references, SourceLocation where) {
    var escapes = new Flow(List.of(), true, true);
    return new FunctionFact(
        symbol.name(),
        unit.name(),
        symbol.weak() ? Linkage.WEAK : Linkage.EXPORTED,
        Optional.empty(),
        UNKNOWN,
        false,
        references,
        java.util.Collections.nCopies(GENERAL_REGISTERS, escapes),
        IntStream.range(0, GENERAL_REGISTERS)
            .mapToObj(r -> new Slot(r, Long.BYTES, false))
            .toList(),
        Long.BYTES,
        where);
  }

  private static GlobalFact global(
      String library,
      CompileUnit unit,
      Symbol symbol,
      List<String> references,
      SourceLocation where) {
    return new GlobalFact(
        symbol.name(),
        unit.name(),
        symbol.weak() ? Linkage.WEAK : Linkage.EXPORTED,
        false,
        false,
        symbol.size(),
        LateSymbols.section(library, unit.name(), false),
        references,
        where);
  }

  private void renameSections(String library, CompileUnit unit, Path object) {
    String name = unit.name();
    var command =
        List.of(
            programs.objcopy(),
            "--rename-section=.text=" + LateSymbols.textSection(library, name),
            "--rename-section=.data=" + LateSymbols.section(library, name, false),
            "--rename-section=.bss=" + LateSymbols.section(library, name, true),
            object.toString());
    runner.run(command, limit).orFail("renaming sections of " + object);
  }
}
