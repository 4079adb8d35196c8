package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMBuilderRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.Specialisation;
import org.flexos.latebind.wrapper.Ir;

/**
 * Changes calls of the functions in the descriptor's tables whose first argument is a constant of
 * the table into calls, with the other arguments, of the function that the table names. So one gate
 * of many purposes, such as the system-call function of a C library, becomes a call of exactly what
 * it means. Leaves calls with other first arguments.
 */
public final class SpecialisePass {
  private final UnitContext unit;
  private final LLVMBuilderRef builder;

  private SpecialisePass(UnitContext unit, LLVMBuilderRef builder) {
    this.unit = unit;
    this.builder = builder;
  }

  public static void run(UnitContext unit) {
    if (unit.request.specialisations().isEmpty()) {
      return;
    }
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(unit.module.context());
    try {
      var pass = new SpecialisePass(unit, builder);
      for (LLVMValueRef function : unit.module.functions()) {
        Ir.instructions(function).stream().filter(Ir::isCall).forEach(pass::visit);
      }
    } finally {
      LLVMDisposeBuilder(builder);
    }
  }

  private void visit(LLVMValueRef call) {
    String callee = Ir.name(LLVMGetCalledValue(call));
    for (Specialisation table : unit.request.specialisations()) {
      if (table.functions().contains(callee) && LLVMGetNumArgOperands(call) > 0) {
        LLVMValueRef number = LLVMIsAConstantInt(LLVMGetOperand(call, 0));
        String name = Ir.is(number) ? table.names().get(LLVMConstIntGetSExtValue(number)) : null;
        if (name != null) {
          replace(call, name);
          if (!unit.request.defines().contains(name)) {
            unit.otherwise.put(name, table.otherwise());
          }
          return;
        }
      }
    }
  }

  private void replace(LLVMValueRef call, String name) {
    int count = LLVMGetNumArgOperands(call) - 1;
    var types = new LLVMTypeRef[count];
    var arguments = new LLVMValueRef[count];
    for (int i = 0; i < count; i++) {
      arguments[i] = LLVMGetOperand(call, i + 1);
      types[i] = LLVMTypeOf(arguments[i]);
    }
    try (var typeList = new PointerPointer<LLVMTypeRef>(Math.max(count, 1));
        var argumentList = new PointerPointer<LLVMValueRef>(Math.max(count, 1))) {
      for (int i = 0; i < count; i++) {
        typeList.put(i, types[i]);
        argumentList.put(i, arguments[i]);
      }
      LLVMTypeRef type = LLVMFunctionType(LLVMTypeOf(call), typeList, count, 0);
      LLVMValueRef function = LLVMGetNamedFunction(unit.module.ref(), name);
      if (!Ir.is(function)) {
        function = LLVMAddFunction(unit.module.ref(), name, type);
      }
      LLVMPositionBuilderBefore(builder, call); // takes over the call's place in the source
      LLVMValueRef late = LLVMBuildCall2(builder, type, function, argumentList, count, "");
      LLVMSetTailCallKind(late, LLVMGetTailCallKind(call));
      LLVMReplaceAllUsesWith(call, late);
      LLVMInstructionEraseFromParent(call);
    }
  }
}
