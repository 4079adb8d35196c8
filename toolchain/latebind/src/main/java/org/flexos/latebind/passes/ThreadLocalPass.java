package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMBuilderRef;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;

/**
 * Changes thread-local variables into what compilers do where a system has none (GCC internals,
 * "emulated TLS"): a description of the variable under the name {@code __emutls_v.NAME}, and a call
 * of {@code __emutls_get_address} with it wherever the variable's address is needed. The C library
 * defines that function, and a profile binds the call like any other. Leaves all else.
 */
public final class ThreadLocalPass {
  private static final String DESCRIPTION = "__emutls_v.";
  private static final String TEMPLATE = "__emutls_t.";
  private static final String LOOKUP = "__emutls_get_address";
  private static final String ADDRESS_INTRINSIC = "llvm.threadlocal.address";

  private final UnitContext unit;
  private final LLVMContextRef context;
  private final LLVMBuilderRef builder;
  private final LLVMTypeRef i64;
  private final LLVMTypeRef pointer;

  private ThreadLocalPass(UnitContext unit, LLVMBuilderRef builder) {
    this.unit = unit;
    this.builder = builder;
    context = unit.module.context();
    i64 = LLVMInt64TypeInContext(context);
    pointer = LLVMPointerTypeInContext(context, 0);
  }

  public static void run(UnitContext unit) {
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(unit.module.context());
    try {
      var pass = new ThreadLocalPass(unit, builder);
      unit.module.globals().stream().filter(g -> LLVMIsThreadLocal(g) != 0).forEach(pass::replace);
    } finally {
      LLVMDisposeBuilder(builder);
    }
  }

  private void replace(LLVMValueRef variable) {
    LLVMValueRef description = describe(variable);
    for (LLVMValueRef user : new ArrayList<>(Ir.users(variable))) {
      if (Ir.is(LLVMIsAInstruction(user))
          && Ir.isCall(user)
          && Ir.name(LLVMGetCalledValue(user)).startsWith(ADDRESS_INTRINSIC)) {
        LLVMReplaceAllUsesWith(user, lookUp(user, description));
        LLVMInstructionEraseFromParent(user);
      }
    }
    LLVMDeleteGlobal(variable); // the verifier objects if a use of another kind was left
  }

  private LLVMValueRef lookUp(LLVMValueRef place, LLVMValueRef description) {
    LLVMTypeRef type;
    try (var parameter = new PointerPointer<LLVMTypeRef>(1)) {
      type = LLVMFunctionType(pointer, parameter.put(0, pointer), 1, 0);
    }
    LLVMValueRef function = LLVMGetNamedFunction(unit.module.ref(), LOOKUP);
    if (!Ir.is(function)) {
      function = LLVMAddFunction(unit.module.ref(), LOOKUP, type);
    }
    LLVMPositionBuilderBefore(builder, place);
    try (var argument = new PointerPointer<LLVMValueRef>(1)) {
      return LLVMBuildCall2(builder, type, function, argument.put(0, description), 1, "");
    }
  }

  /** {size, alignment, a number that is given at run time, content at first or null}. */
  private LLVMValueRef describe(LLVMValueRef variable) {
    String name = Ir.name(variable);
    LLVMTypeRef content = LLVMGlobalGetValueType(variable);
    LLVMTypeRef type;
    try (var fields = new PointerPointer<LLVMTypeRef>(4)) {
      fields.put(0, i64).put(1, i64).put(2, i64).put(3, pointer);
      type = LLVMStructTypeInContext(context, fields, 4, 0);
    }
    LLVMValueRef description = LLVMAddGlobal(unit.module.ref(), type, DESCRIPTION + name);
    LLVMSetLinkage(description, LLVMGetLinkage(variable));
    LLVMSetVisibility(description, LLVMGetVisibility(variable));
    if (Ir.isDefined(variable)) {
      int alignment =
          Math.max(
              LLVMGetAlignment(variable), LLVMABIAlignmentOfType(unit.module.layout(), content));
      try (var fields = new PointerPointer<LLVMValueRef>(4)) {
        fields
            .put(0, LLVMConstInt(i64, LLVMABISizeOfType(unit.module.layout(), content), 0))
            .put(1, LLVMConstInt(i64, alignment, 0))
            .put(2, LLVMConstNull(i64))
            .put(3, template(variable, name, content));
        LLVMSetInitializer(description, LLVMConstStructInContext(context, fields, 4, 0));
      }
    }
    return description;
  }

  private LLVMValueRef template(LLVMValueRef variable, String name, LLVMTypeRef content) {
    LLVMValueRef initializer = LLVMGetInitializer(variable);
    if (LLVMIsNull(initializer) != 0) {
      return LLVMConstNull(pointer);
    }
    LLVMValueRef template = LLVMAddGlobal(unit.module.ref(), content, TEMPLATE + name);
    LLVMSetLinkage(template, LLVMInternalLinkage);
    LLVMSetGlobalConstant(template, 1);
    LLVMSetInitializer(template, initializer);
    return template;
  }
}
