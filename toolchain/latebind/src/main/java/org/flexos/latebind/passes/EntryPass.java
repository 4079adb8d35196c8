package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.latebind.wrapper.LlvmException;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.EntryFact;

/**
 * Changes every use of a function's address, in code and in initialisers, into the late symbol
 * "entry of f", so that equal pointers stay equal wherever they are taken. Walks operands and
 * rebuilds constants instead of replacing all uses: callees, alias definitions, blockaddress and
 * llvm.* lists keep the function itself.
 */
public final class EntryPass {
  private final UnitContext unit;
  private final Map<LLVMValueRef, LLVMValueRef> rebuilt = new HashMap<>();

  private EntryPass(UnitContext unit) {
    this.unit = unit;
  }

  public static void run(UnitContext unit) {
    var pass = new EntryPass(unit);
    for (LLVMValueRef global : unit.module.globals()) {
      LLVMValueRef initializer = LLVMGetInitializer(global);
      if (Ir.is(initializer) && !Ir.name(global).startsWith("llvm.")) {
        LLVMValueRef late = pass.rewrite(initializer);
        if (!late.equals(initializer)) {
          LLVMSetInitializer(global, late);
        }
      }
    }
    for (LLVMValueRef function : unit.module.functions()) {
      Ir.instructions(function).forEach(pass::rewriteOperands);
    }
  }

  private void rewriteOperands(LLVMValueRef instruction) {
    int count = LLVMGetNumOperands(instruction);
    int callee = Ir.isCall(instruction) ? Ir.calleeOperand(instruction) : -1;
    for (int i = 0; i < count; i++) {
      LLVMValueRef operand = LLVMGetOperand(instruction, i);
      if (i == callee || !Ir.is(operand) || !Ir.is(LLVMIsAConstant(operand))) {
        continue;
      }
      LLVMValueRef late = rewrite(operand);
      if (!late.equals(operand)) {
        LLVMSetOperand(instruction, i, late);
      }
    }
  }

  private LLVMValueRef rewrite(LLVMValueRef constant) {
    if (Ir.isFunction(constant) || isFunctionAlias(constant)) {
      return isLateAlready(constant) ? constant : entryOf(constant);
    }
    boolean aggregate =
        Ir.is(LLVMIsAConstantStruct(constant))
            || Ir.is(LLVMIsAConstantArray(constant))
            || Ir.is(LLVMIsAConstantVector(constant));
    boolean expression = Ir.is(LLVMIsAConstantExpr(constant));
    if (!aggregate && !expression) {
      return constant;
    }
    LLVMValueRef known = rebuilt.get(constant);
    if (known == null) {
      known = rebuild(constant, expression);
      rebuilt.put(constant, known);
    }
    return known;
  }

  private LLVMValueRef rebuild(LLVMValueRef constant, boolean expression) {
    int count = LLVMGetNumOperands(constant);
    var operands = new LLVMValueRef[count];
    boolean changed = false;
    for (int i = 0; i < count; i++) {
      LLVMValueRef before = LLVMGetOperand(constant, i);
      operands[i] = rewrite(before);
      changed |= !operands[i].equals(before);
    }
    if (!changed) {
      return constant;
    }
    LLVMTypeRef type = LLVMTypeOf(constant);
    if (expression) {
      return rebuildExpression(constant, type, operands);
    }
    try (var list = new PointerPointer<LLVMValueRef>(operands)) {
      if (Ir.is(LLVMIsAConstantStruct(constant))) {
        return Ir.is(nameOf(type))
            ? LLVMConstNamedStruct(type, list, count)
            : LLVMConstStructInContext(
                unit.module.context(), list, count, LLVMIsPackedStruct(type));
      }
      return Ir.is(LLVMIsAConstantArray(constant))
          ? LLVMConstArray2(LLVMGetElementType(type), list, count)
          : LLVMConstVector(list, count);
    }
  }

  /** The type itself if it is a named struct, for {@link Ir#is}. */
  private static LLVMValueRef nameOf(LLVMTypeRef type) {
    var name = LLVMGetStructName(type);
    return name == null || name.isNull() ? null : new LLVMValueRef(name);
  }

  private static LLVMValueRef rebuildExpression(
      LLVMValueRef constant, LLVMTypeRef type, LLVMValueRef[] operands) {
    int opcode = LLVMGetConstOpcode(constant);
    if (opcode == LLVMPtrToInt) {
      return LLVMConstPtrToInt(operands[0], type);
    } else if (opcode == LLVMIntToPtr) {
      return LLVMConstIntToPtr(operands[0], type);
    } else if (opcode == LLVMBitCast) {
      return LLVMConstBitCast(operands[0], type);
    } else if (opcode == LLVMTrunc) {
      return LLVMConstTrunc(operands[0], type);
    } else if (opcode == LLVMAdd) {
      return LLVMConstAdd(operands[0], operands[1]);
    } else if (opcode == LLVMSub) {
      return LLVMConstSub(operands[0], operands[1]);
    } else if (opcode == LLVMXor) {
      return LLVMConstXor(operands[0], operands[1]);
    } else if (opcode == LLVMGetElementPtr) {
      var indices = new LLVMValueRef[operands.length - 1];
      System.arraycopy(operands, 1, indices, 0, indices.length);
      try (var list = new PointerPointer<LLVMValueRef>(indices)) {
        return LLVMConstGEP2(
            LLVMGetGEPSourceElementType(constant), operands[0], list, indices.length);
      }
    }
    throw new LlvmException(
        "constant expression with opcode " + opcode + " on a function's address");
  }

  private static boolean isFunctionAlias(LLVMValueRef constant) {
    return Ir.is(LLVMIsAGlobalAlias(constant))
        && LLVMGetTypeKind(LLVMGlobalGetValueType(constant)) == LLVMFunctionTypeKind;
  }

  private static boolean isLateAlready(LLVMValueRef function) {
    String name = Ir.name(function);
    return LateSymbols.isReserved(name) || name.startsWith("llvm.");
  }

  private LLVMValueRef entryOf(LLVMValueRef function) {
    String target = Ir.name(function);
    String symbol =
        Ir.isLocal(function)
            ? LateSymbols.entry(unit.request.library(), unit.request.unit(), target)
            : LateSymbols.entry(target);
    LLVMValueRef body = function;
    while (Ir.is(LLVMIsAGlobalAlias(body))) {
      body = LLVMAliasGetAliasee(body);
    }
    if (Ir.isLocal(function)) {
      exportForLink(function, target);
    }
    LLVMValueRef late = unit.declareLike(symbol, body, LLVMGlobalGetValueType(body));
    unit.entries.putIfAbsent(
        symbol,
        new EntryFact(
            symbol,
            unit.factName(function),
            Ir.isDefined(body) || unit.request.defines().contains(target),
            Ir.isWeakReference(function) && !unit.request.defines().contains(target),
            unit.abi.ofFunction(body),
            Ir.where(body, unit.request.source())));
    return late;
  }

  /** The link can bind an entry only to a symbol it can see. */
  private void exportForLink(LLVMValueRef function, String target) {
    String symbol = LateSymbols.local(unit.request.library(), unit.request.unit(), target);
    if (Ir.is(LLVMGetNamedGlobalAlias(unit.module.ref(), symbol, symbol.length()))) {
      return;
    }
    LLVMValueRef alias =
        LLVMAddAlias2(unit.module.ref(), LLVMGlobalGetValueType(function), 0, function, symbol);
    LLVMSetLinkage(alias, LLVMExternalLinkage);
    LLVMSetVisibility(alias, LLVMHiddenVisibility);
  }
}
