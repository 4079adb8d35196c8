package org.flexos.model;

import java.util.List;
import java.util.Optional;

/**
 * What the late-binding pass saw in one library compiled one way: the planner's only knowledge of
 * code. The same for every profile. All lists are sorted by symbol.
 *
 * @param key content key of the compiled objects (sources, flags, hardening, pass version), hex
 */
public record LibraryFacts(
    String library,
    String key,
    List<UnitFact> units,
    List<FunctionFact> functions,
    List<GlobalFact> globals,
    List<CallFact> calls,
    List<EntryFact> entries,
    List<StackVariableFact> stackVariables,
    List<AllocationFact> allocations,
    List<AddressFact> addresses) {

  /** Of a library that takes no address but of what it keeps. */
  public LibraryFacts(
      String library,
      String key,
      List<UnitFact> units,
      List<FunctionFact> functions,
      List<GlobalFact> globals,
      List<CallFact> calls,
      List<EntryFact> entries,
      List<StackVariableFact> stackVariables,
      List<AllocationFact> allocations) {
    this(
        library,
        key,
        units,
        functions,
        globals,
        calls,
        entries,
        stackVariables,
        allocations,
        List.of());
  }

  public LibraryFacts {
    units = List.copyOf(units);
    functions = List.copyOf(functions);
    globals = List.copyOf(globals);
    calls = List.copyOf(calls);
    entries = List.copyOf(entries);
    stackVariables = List.copyOf(stackVariables);
    allocations = List.copyOf(allocations);
    addresses = List.copyOf(addresses);
  }

  /**
   * @param object file name of the object inside the library's object folder
   * @param generatedReferences late call symbols of calls that code generation added (memcpy, …):
   *     they count as references of each of the unit's functions
   */
  public record UnitFact(String name, String object, List<String> generatedReferences) {}

  /** EXPORTED and WEAK are visible to other libraries; LOCAL is a static. */
  public enum Linkage {
    EXPORTED,
    WEAK,
    LOCAL
  }

  /**
   * A function this library defines.
   *
   * @param symbol symbol in the object (for an alias: the alias, {@code aliasOf} names its target)
   * @param references every symbol that the body mentions: functions and globals of the library,
   *     foreign globals, late symbols of all kinds, of what code generation added, too
   * @param parameters one per IR parameter, in order
   * @param slots how each of these travels
   * @param resultBytes of an integer result, 1 to 8; 0: the result is none, or no integer
   */
  public record FunctionFact(
      String symbol,
      String unit,
      Linkage linkage,
      Optional<String> aliasOf,
      AbiShape shape,
      boolean usesX87,
      List<String> references,
      List<Flow> parameters,
      List<Slot> slots,
      int resultBytes,
      SourceLocation where) {

    public FunctionFact withReferences(List<String> mentioned) {
      return new FunctionFact(
          symbol,
          unit,
          linkage,
          aliasOf,
          shape,
          usesX87,
          mentioned,
          parameters,
          slots,
          resultBytes,
          where);
    }
  }

  /**
   * How a parameter travels, as far as copying gates care.
   *
   * @param register 0 to 5 for rdi to r9; -1: in a vector register or on the stack
   * @param bytes of its type
   */
  public record Slot(int register, int bytes, boolean pointer) {}

  /**
   * Where a pointer goes. Empty sets: it is used only here.
   *
   * @param callees {@code symbol#n}: argument n (from 0) of a call to that symbol, which is a late
   *     call symbol or a function of the same library
   * @param escapes it is also stored to the heap, a global or an unknown place, or passed to an
   *     indirect call: anything may read it later
   * @param returned it is (part of) the function's result
   */
  public record Flow(List<String> callees, boolean escapes, boolean returned) {
    public static final Flow NONE = new Flow(List.of(), false, false);

    public Flow {
      callees = List.copyOf(callees);
    }
  }

  /**
   * A global variable this library defines.
   *
   * @param constant lives in immutable memory
   * @param section the section of its own that the pass gave it
   * @param references symbols in its initialiser
   * @param declaredShared marked {@code __attribute__((flexos_whitelist))} in the source
   */
  public record GlobalFact(
      String symbol,
      String unit,
      Linkage linkage,
      boolean constant,
      boolean declaredShared,
      long size,
      String section,
      List<String> references,
      SourceLocation where) {}

  /**
   * A late call: this library calls {@code target}, which no unit of it defines strongly.
   *
   * @param otherwise function of this library to call when no library of the image defines {@code
   *     target}
   * @param passed arguments that may be pointers to memory that changes, one each, by number
   */
  public record CallFact(
      String symbol,
      String target,
      AbiShape shape,
      boolean weak,
      Optional<String> otherwise,
      List<Passed> passed,
      SourceLocation where) {
    public CallFact(
        String symbol, String target, AbiShape shape, boolean weak, SourceLocation where) {
      this(symbol, target, shape, weak, Optional.empty(), List.of(), where);
    }

    public CallFact {
      passed = List.copyOf(passed);
    }
  }

  /** What an argument points to, as far as one function shows; later ones are worse to pass. */
  public enum Origin {
    /** Loaded, computed, or a parameter: it may be anything. */
    UNKNOWN,
    GLOBAL,
    HEAP,
    STACK
  }

  /**
   * An argument that is not always a constant, a null or a function.
   *
   * @param where one call that passes the worst
   */
  public record Passed(int argument, Origin origin, SourceLocation where) {}

  /**
   * The address of {@code function} is taken; {@code symbol} stands for it everywhere.
   *
   * @param weak null when no library of the image defines the function
   */
  public record EntryFact(
      String symbol,
      String function,
      boolean definedHere,
      boolean weak,
      AbiShape shape,
      SourceLocation where) {}

  /**
   * Where the address of a function or variable goes, over all of the library.
   *
   * @param symbol an entry's late symbol, or a variable as facts name it; for a variable, what is
   *     loaded from it counts as well, as it may be an address too
   * @param variables that it is stored to, as facts name them
   */
  public record AddressFact(String symbol, Flow flow, List<String> variables) {
    public AddressFact {
      variables = List.copyOf(variables);
    }
  }

  /** A stack variable that survived optimisation and whose address is visible outside the frame. */
  public record StackVariableFact(
      String symbol,
      String function,
      String variable,
      long size,
      Flow flow,
      SourceLocation where) {}

  /** A call of the malloc family; {@code target} is the function named in the source. */
  public record AllocationFact(
      String symbol,
      String target,
      String function,
      Flow flow,
      boolean declaredShared,
      SourceLocation where) {}
}
