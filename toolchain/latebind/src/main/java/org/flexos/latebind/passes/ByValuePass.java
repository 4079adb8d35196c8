package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.llvm.LLVM.LLVMBuilderRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LibraryFacts.Flow;

/**
 * Gives a by-value argument whose address is visible outside the function a stack variable of its
 * own, filled on entry: the argument itself lies among the caller's stack words, which no shadow
 * offset can move. Leaves by-value arguments that are only read and written here.
 */
public final class ByValuePass {
  private ByValuePass() {}

  public static void run(UnitContext unit) {
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(unit.module.context());
    try {
      for (LLVMValueRef function : unit.module.functions()) {
        for (int i = 0; Ir.isDefined(function) && i < LLVMCountParams(function); i++) {
          if (Ir.isByVal(function, i, false)
              && !FlowAnalysis.of(unit, LLVMGetParam(function, i)).equals(Flow.NONE)) {
            copy(unit, builder, function, i);
          }
        }
      }
    } finally {
      LLVMDisposeBuilder(builder);
    }
  }

  private static void copy(
      UnitContext unit, LLVMBuilderRef builder, LLVMValueRef function, int index) {
    LLVMValueRef argument = LLVMGetParam(function, index);
    LLVMTypeRef type = Ir.byValType(function, index, false);
    int alignment = Ir.byValAlignment(function, index, false);
    LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)));
    LLVMValueRef variable = LLVMBuildAlloca(builder, type, Ir.name(argument) + ".own");
    LLVMSetAlignment(variable, alignment);
    LLVMReplaceAllUsesWith(argument, variable);
    long size = LLVMABISizeOfType(unit.module.layout(), type);
    LLVMBuildMemCpy(
        builder,
        variable,
        alignment,
        argument,
        alignment,
        LLVMConstInt(LLVMInt64TypeInContext(unit.module.context()), size, 0));
  }
}
