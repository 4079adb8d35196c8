package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.UnitFacts;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.SourceLocation;

/** Changes nothing. Writes down what the module is after late binding. */
public final class FactCollector {
  /** Every x87 mnemonic starts with f, and nothing else does but fxsave and the like. */
  private static final Pattern X87_ASSEMBLY = Pattern.compile("(^|[;\\n\\t ])f(?!x)[a-z]+");

  private final UnitContext unit;

  private FactCollector(UnitContext unit) {
    this.unit = unit;
  }

  public static UnitFacts run(UnitContext unit) {
    var collector = new FactCollector(unit);
    collector.readAnnotations();
    var functions = new ArrayList<FunctionFact>();
    for (LLVMValueRef function : unit.module.functions()) {
      if (Ir.isDefined(function)) {
        functions.add(collector.function(function));
      }
    }
    unit.module.aliases().forEach(alias -> collector.alias(alias).ifPresent(functions::add));
    var globals = new ArrayList<GlobalFact>();
    for (LLVMValueRef global : unit.module.globals()) {
      if (Ir.isDefined(global) && !isCompilerOwn(global)) {
        globals.add(collector.global(global));
      }
    }
    for (LLVMValueRef alias : unit.module.aliases()) {
      if (!isFunctionAlias(alias)) {
        globals.add(collector.dataAlias(alias));
      }
    }
    var allocations =
        unit.allocations.stream()
            .map(
                a ->
                    new AllocationFact(
                        a.symbol(),
                        a.target(),
                        unit.factName(a.function()),
                        FlowAnalysis.of(unit, a.call()),
                        a.target().endsWith("_whitelist") || unit.request.twin(),
                        Ir.whereInstruction(a.call(), unit.request.source())))
            .toList();
    return new UnitFacts(
        sorted(functions, FunctionFact::symbol),
        sorted(globals, GlobalFact::symbol),
        sorted(unit.calls.values(), CallFact::symbol),
        sorted(unit.entries.values(), EntryFact::symbol),
        unit.stackVariables,
        allocations,
        collector.addresses());
  }

  private static <T> List<T> sorted(
      java.util.Collection<T> values, java.util.function.Function<T, String> key) {
    return values.stream().sorted(Comparator.comparing(key)).toList();
  }

  /** Addresses that are handed on, returned or stored; what stays is not worth a line. */
  private List<AddressFact> addresses() {
    var found = new ArrayList<AddressFact>();
    for (LLVMValueRef function : unit.module.functions()) {
      if (Ir.name(function).startsWith(LateSymbols.ENTRY)) {
        address(Ir.name(function), function, found);
      }
    }
    for (LLVMValueRef global : unit.module.globals()) {
      if (!isCompilerOwn(global) && !Ir.name(global).startsWith(LateSymbols.SHADOW)) {
        address(unit.factName(global), global, found);
      }
    }
    return sorted(found, AddressFact::symbol);
  }

  private void address(String symbol, LLVMValueRef value, List<AddressFact> found) {
    AddressFact fact = FlowAnalysis.ofAddress(unit, symbol, value);
    if (!fact.flow().callees().isEmpty() || fact.flow().returned() || !fact.variables().isEmpty()) {
      found.add(fact);
    }
  }

  /** Constants without a symbol (string literals, tables) and LLVM's own lists. */
  static boolean isCompilerOwn(LLVMValueRef global) {
    return Ir.name(global).startsWith("llvm.")
        || (Ir.isPrivate(global) && LLVMIsGlobalConstant(global) != 0);
  }

  private static boolean isFunctionAlias(LLVMValueRef alias) {
    return LLVMGetTypeKind(LLVMGlobalGetValueType(alias)) == LLVMFunctionTypeKind;
  }

  private void readAnnotations() {
    LLVMValueRef list = LLVMGetNamedGlobal(unit.module.ref(), "llvm.global.annotations");
    if (!Ir.is(list)) {
      return;
    }
    LLVMValueRef array = LLVMGetInitializer(list);
    for (int i = 0; i < LLVMGetNumOperands(array); i++) {
      LLVMValueRef entry = LLVMGetOperand(array, i);
      if ("flexos_whitelist".equals(ShadowPass.text(LLVMGetOperand(entry, 1)))) {
        unit.whitelisted.add(unit.factName(LLVMGetOperand(entry, 0)));
      }
    }
  }

  private Linkage linkage(LLVMValueRef global) {
    return Ir.isLocal(global)
        ? Linkage.LOCAL
        : Ir.isWeakDefinition(global) ? Linkage.WEAK : Linkage.EXPORTED;
  }

  private FunctionFact function(LLVMValueRef function) {
    var references = new References();
    boolean x87 = false;
    for (LLVMValueRef instruction : Ir.instructions(function)) {
      x87 |= isX87(instruction) || isX87Assembly(instruction);
      for (int i = 0; i < LLVMGetNumOperands(instruction); i++) {
        x87 |= isX87(LLVMGetOperand(instruction, i));
        references.add(LLVMGetOperand(instruction, i));
      }
    }
    var parameters = new ArrayList<Flow>();
    for (int i = 0; i < LLVMCountParams(function); i++) {
      LLVMValueRef parameter = LLVMGetParam(function, i);
      boolean carriesPointer =
          LLVMABISizeOfType(unit.module.layout(), LLVMTypeOf(parameter)) == Long.BYTES
              && !Ir.isByVal(function, i, false);
      parameters.add(carriesPointer ? FlowAnalysis.of(unit, parameter) : Flow.NONE);
    }
    return new FunctionFact(
        unit.factName(function),
        unit.request.unit(),
        linkage(function),
        Optional.empty(),
        unit.abi.ofFunction(function),
        x87,
        references.names(),
        parameters,
        unit.abi.slotsOf(function),
        unit.abi.resultBytes(function),
        Ir.where(function, unit.request.source()));
  }

  private static boolean isX87(LLVMValueRef value) {
    return Ir.is(value) && LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMX86_FP80TypeKind;
  }

  private static boolean isX87Assembly(LLVMValueRef instruction) {
    LLVMValueRef callee = Ir.isCall(instruction) ? LLVMGetCalledValue(instruction) : null;
    return Ir.is(callee)
        && Ir.is(LLVMIsAInlineAsm(callee))
        && X87_ASSEMBLY.matcher(Ir.inlineAsm(callee)).find();
  }

  private Optional<FunctionFact> alias(LLVMValueRef alias) {
    if (Ir.name(alias).startsWith(LateSymbols.LOCAL)) {
      return Optional.empty();
    }
    LLVMValueRef target = LLVMAliasGetAliasee(alias);
    while (Ir.is(LLVMIsAGlobalAlias(target))) {
      target = LLVMAliasGetAliasee(target);
    }
    if (!Ir.isFunction(target)) {
      return Optional.empty();
    }
    FunctionFact body = function(target);
    return Optional.of(
        new FunctionFact(
            unit.factName(alias),
            body.unit(),
            linkage(alias),
            Optional.of(body.symbol()),
            body.shape(),
            body.usesX87(),
            List.of(body.symbol()),
            body.parameters(),
            body.slots(),
            body.resultBytes(),
            body.where()));
  }

  private GlobalFact global(LLVMValueRef global) {
    var references = new References();
    LLVMValueRef initializer = LLVMGetInitializer(global);
    references.add(initializer);
    boolean zero = Ir.is(initializer) && LLVMIsNull(initializer) != 0;
    boolean constant = LLVMIsGlobalConstant(global) != 0;
    return new GlobalFact(
        unit.factName(global),
        unit.request.unit(),
        linkage(global),
        constant,
        unit.whitelisted.contains(unit.factName(global)),
        LLVMABISizeOfType(unit.module.layout(), LLVMGlobalGetValueType(global)),
        SectionPass.sectionOf(unit, global, zero),
        references.names(),
        new SourceLocation(unit.request.source(), LLVMGetDebugLocLine(global), 0));
  }

  private GlobalFact dataAlias(LLVMValueRef alias) {
    var references = new References();
    references.add(LLVMAliasGetAliasee(alias));
    return new GlobalFact(
        unit.factName(alias),
        unit.request.unit(),
        linkage(alias),
        false,
        false,
        0,
        "",
        references.names(),
        new SourceLocation(unit.request.source(), 0, 0));
  }

  /** Symbols mentioned by constants, looked up through unnamed tables and string lists. */
  private final class References {
    private final Set<String> found = new TreeSet<>();
    private final Set<LLVMValueRef> seen = new HashSet<>();

    void add(LLVMValueRef value) {
      if (!Ir.is(value) || !Ir.is(LLVMIsAConstant(value)) || !seen.add(value)) {
        return;
      }
      if (Ir.is(LLVMIsABlockAddress(value))) {
        return;
      }
      if (Ir.is(LLVMIsAGlobalValue(value))) {
        addGlobal(value);
        return;
      }
      for (int i = 0; i < LLVMGetNumOperands(value); i++) {
        add(LLVMGetOperand(value, i));
      }
    }

    private void addGlobal(LLVMValueRef global) {
      String name = Ir.name(global);
      if (Ir.is(LLVMIsAGlobalVariable(global)) && isCompilerOwn(global)) {
        add(LLVMGetInitializer(global));
      } else if (!name.startsWith("llvm.") && !isOptionalVariable(global)) {
        found.add(unit.factName(global));
      }
    }

    /** A weak mention of a variable keeps nothing alive: it is null unless others want it. */
    private boolean isOptionalVariable(LLVMValueRef global) {
      return Ir.is(LLVMIsAGlobalVariable(global))
          && Ir.isWeakReference(global)
          && !unit.request.defines().contains(Ir.name(global));
    }

    List<String> names() {
      return List.copyOf(found);
    }
  }
}
