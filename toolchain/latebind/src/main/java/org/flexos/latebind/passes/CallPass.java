package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.Optional;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.AbiShape;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.SourceLocation;

/**
 * Changes the callee of every call that leaves the library into a late symbol: an allocation site
 * of its own for the malloc family and for the library's declared wrappers of it, else one symbol
 * per (library, function), with the shape of the call's arguments when it is variadic or unlike the
 * first call of that function. Leaves other calls within the library, intrinsics, inline assembly
 * and indirect calls.
 */
public final class CallPass {
  private CallPass() {}

  public static void run(UnitContext unit) {
    for (LLVMValueRef function : unit.module.functions()) {
      int site = 0;
      for (LLVMValueRef instruction : Ir.instructions(function)) {
        if (!Ir.isCall(instruction)) {
          continue;
        }
        LLVMValueRef callee = LLVMGetCalledValue(instruction);
        if (unit.isAllocator(callee)) {
          bindAllocation(unit, function, instruction, callee, site++);
        } else if (isForeign(unit, callee)) {
          bindCall(unit, instruction, callee);
        }
      }
    }
  }

  private static boolean isForeign(UnitContext unit, LLVMValueRef callee) {
    if (Ir.is(LLVMIsAGlobalAlias(callee))) {
      return Ir.isWeakDefinition(callee);
    }
    return Ir.isFunction(callee) && !Ir.isIntrinsic(callee) && !unit.bindsInLibrary(callee);
  }

  private static void bindCall(UnitContext unit, LLVMValueRef call, LLVMValueRef callee) {
    String target = Ir.name(callee);
    AbiShape shape = unit.abi.ofCall(call);
    String symbol = LateSymbols.call(unit.request.library(), target);
    CallFact plain = unit.calls.get(symbol);
    if (shape.variadic() || (plain != null && !plain.shape().equals(shape))) {
      symbol += "." + shape.suffix();
    }
    boolean weak = LLVMGetLinkage(callee) == LLVMExternalWeakLinkage;
    replaceCallee(unit, call, callee, symbol);
    SourceLocation where = Ir.whereInstruction(call, unit.request.source());
    unit.calls.merge(
        symbol,
        new CallFact(
            symbol,
            target,
            shape,
            weak,
            unit.otherwise.getOrDefault(target, Optional.empty()),
            PointerOrigin.ofCall(unit, call, where),
            where),
        CallPass::both);
  }

  /** A further call through the same symbol. */
  private static CallFact both(CallFact first, CallFact further) {
    var passed = new ArrayList<>(first.passed());
    passed.addAll(further.passed());
    return new CallFact(
        first.symbol(),
        first.target(),
        first.shape(),
        first.weak(),
        first.otherwise(),
        PointerOrigin.worst(passed),
        first.where());
  }

  private static void bindAllocation(
      UnitContext unit, LLVMValueRef function, LLVMValueRef call, LLVMValueRef callee, int site) {
    String target = Ir.name(callee);
    String symbol =
        String.join(
            ".",
            LateSymbols.ALLOCATION + LateSymbols.mangle(unit.request.library()),
            unit.request.unit(),
            Ir.name(function),
            Integer.toString(site),
            target);
    replaceCallee(unit, call, callee, symbol);
    unit.allocations.add(new UnitContext.AllocationCall(symbol, target, function, call));
  }

  private static void replaceCallee(
      UnitContext unit, LLVMValueRef call, LLVMValueRef callee, String symbol) {
    LLVMValueRef late =
        unit.declareLike(symbol, functionOf(callee), LLVMGetCalledFunctionType(call));
    LLVMSetOperand(call, Ir.calleeOperand(call), late);
  }

  private static LLVMValueRef functionOf(LLVMValueRef callee) {
    LLVMValueRef value = callee;
    while (Ir.is(LLVMIsAGlobalAlias(value))) {
      value = LLVMAliasGetAliasee(value);
    }
    return value;
  }
}
