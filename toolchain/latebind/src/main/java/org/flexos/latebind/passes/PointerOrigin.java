package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Origin;
import org.flexos.model.LibraryFacts.Passed;
import org.flexos.model.SourceLocation;

/**
 * What an argument may point to, looking back through address arithmetic, phi, select and casts
 * within one function. Nulls, numbers, functions and constants cross a gate as they are; everything
 * else is said, the worst of all ways by which it comes about.
 */
public final class PointerOrigin {
  private static final Set<Integer> THROUGH_FIRST =
      Set.of(
          LLVMGetElementPtr,
          LLVMBitCast,
          LLVMAddrSpaceCast,
          LLVMFreeze,
          LLVMPtrToInt,
          LLVMIntToPtr);

  private final Set<LLVMValueRef> seen = new HashSet<>();
  private Origin found;

  private PointerOrigin() {}

  static List<Passed> ofCall(UnitContext unit, LLVMValueRef call, SourceLocation where) {
    var passed = new ArrayList<Passed>();
    for (int i = 0; i < LLVMGetNumArgOperands(call); i++) {
      LLVMValueRef argument = LLVMGetOperand(call, i);
      boolean word =
          LLVMGetTypeKind(LLVMTypeOf(argument)) == LLVMPointerTypeKind
              || LLVMGetTypeKind(LLVMTypeOf(argument)) == LLVMIntegerTypeKind
                  && LLVMABISizeOfType(unit.module.layout(), LLVMTypeOf(argument)) == Long.BYTES;
      if (word && !Ir.isByVal(call, i, true)) {
        int index = i;
        of(argument).ifPresent(o -> passed.add(new Passed(index, o, where)));
      }
    }
    return passed;
  }

  /** One fact an argument: the worst, the first of equals. */
  public static List<Passed> worst(List<Passed> passed) {
    var worst = new TreeMap<Integer, Passed>();
    for (Passed p : passed) {
      worst.merge(p.argument(), p, (a, b) -> b.origin().compareTo(a.origin()) > 0 ? b : a);
    }
    return List.copyOf(worst.values());
  }

  private static Optional<Origin> of(LLVMValueRef value) {
    var origin = new PointerOrigin();
    origin.visit(value);
    return Optional.ofNullable(origin.found);
  }

  private void visit(LLVMValueRef value) {
    if (!seen.add(value)) {
      return;
    }
    if (Ir.is(LLVMIsAConstant(value))) {
      constant(value);
    } else if (Ir.is(LLVMIsAAllocaInst(value))) {
      add(Origin.STACK);
    } else if (!Ir.is(LLVMIsAInstruction(value))) {
      add(Origin.UNKNOWN);
    } else if (LLVMGetInstructionOpcode(value) == LLVMPHI) {
      for (int i = 0; i < LLVMCountIncoming(value); i++) {
        visit(LLVMGetIncomingValue(value, i));
      }
    } else if (LLVMGetInstructionOpcode(value) == LLVMSelect) {
      visit(LLVMGetOperand(value, 1));
      visit(LLVMGetOperand(value, 2));
    } else if (THROUGH_FIRST.contains(LLVMGetInstructionOpcode(value))) {
      visit(LLVMGetOperand(value, 0));
    } else {
      add(isAllocation(value) ? Origin.HEAP : Origin.UNKNOWN);
    }
  }

  private static boolean isAllocation(LLVMValueRef value) {
    if (!Ir.isCall(value)) {
      return false;
    }
    String callee = Ir.name(LLVMGetCalledValue(value));
    return UnitContext.ALLOCATORS.contains(callee) || callee.startsWith(LateSymbols.ALLOCATION);
  }

  private void constant(LLVMValueRef value) {
    if (Ir.is(LLVMIsAGlobalVariable(value))) {
      if (LLVMIsGlobalConstant(value) == 0) {
        add(Origin.GLOBAL);
      }
    } else if (Ir.is(LLVMIsAConstantExpr(value)) || Ir.is(LLVMIsAGlobalAlias(value))) {
      for (int i = 0; i < LLVMGetNumOperands(value); i++) {
        visit(LLVMGetOperand(value, i));
      }
    }
  }

  private void add(Origin origin) {
    if (found == null || origin.compareTo(found) > 0) {
      found = origin;
    }
  }
}
