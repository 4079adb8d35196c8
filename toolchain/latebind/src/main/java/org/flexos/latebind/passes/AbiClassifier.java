package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.LibraryFacts.Slot;

/**
 * Where the arguments and the result of a lowered function type travel: System V ABI x86-64,
 * section 3.2.3. clang has already taken apart the structs that go in registers; what is left is
 * scalars, vectors, {@code byval} memory and small result structs.
 */
final class AbiClassifier {
  private static final int INT_REGISTERS = 6;
  private static final int VECTOR_REGISTERS = 8;

  private final LLVMTargetDataRef layout;

  AbiClassifier(LLVMTargetDataRef layout) {
    this.layout = layout;
  }

  AbiShape ofFunction(LLVMValueRef function) {
    LLVMTypeRef type = LLVMGlobalGetValueType(function);
    var arguments = new Arguments();
    List<LLVMTypeRef> types = parameterTypes(type);
    for (int i = 0; i < types.size(); i++) {
      if (Ir.isByVal(function, i, false)) {
        arguments.memory(
            LLVMABISizeOfType(layout, Ir.byValType(function, i, false)),
            Ir.byValAlignment(function, i, false));
      } else {
        arguments.value(types.get(i));
      }
    }
    boolean memoryResult = !types.isEmpty() && Ir.isSRet(function, 0, false);
    return arguments.shape(
        memoryResult ? Result.INT : result(LLVMGetReturnType(type)),
        LLVMIsFunctionVarArg(type) != 0);
  }

  AbiShape ofCall(LLVMValueRef call) {
    LLVMTypeRef type = LLVMGetCalledFunctionType(call);
    var arguments = new Arguments();
    int count = LLVMGetNumArgOperands(call);
    for (int i = 0; i < count; i++) {
      if (Ir.isByVal(call, i, true)) {
        arguments.memory(
            LLVMABISizeOfType(layout, Ir.byValType(call, i, true)),
            Ir.byValAlignment(call, i, true));
      } else {
        arguments.value(LLVMTypeOf(LLVMGetOperand(call, i)));
      }
    }
    boolean memoryResult = count > 0 && Ir.isSRet(call, 0, true);
    return arguments.shape(
        memoryResult ? Result.INT : result(LLVMGetReturnType(type)),
        LLVMIsFunctionVarArg(type) != 0);
  }

  /** How each parameter of a function travels. */
  List<Slot> slotsOf(LLVMValueRef function) {
    var arguments = new Arguments();
    var slots = new ArrayList<Slot>();
    List<LLVMTypeRef> types = parameterTypes(LLVMGlobalGetValueType(function));
    for (int i = 0; i < types.size(); i++) {
      int bytes = (int) LLVMABISizeOfType(layout, types.get(i));
      if (Ir.isByVal(function, i, false)) {
        slots.add(new Slot(-1, bytes, false));
        continue;
      }
      int before = arguments.ints;
      arguments.value(types.get(i));
      boolean pointer = LLVMGetTypeKind(types.get(i)) == LLVMPointerTypeKind;
      slots.add(new Slot(arguments.ints > before ? before : -1, bytes, pointer));
    }
    return slots;
  }

  /** Bytes of an integer result that fits into rax; 0 for all others. */
  int resultBytes(LLVMValueRef function) {
    LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
    return LLVMGetTypeKind(type) == LLVMIntegerTypeKind
            && LLVMABISizeOfType(layout, type) <= Long.BYTES
        ? (int) LLVMABISizeOfType(layout, type)
        : 0;
  }

  static List<LLVMTypeRef> parameterTypes(LLVMTypeRef function) {
    int count = LLVMCountParamTypes(function);
    var types = new ArrayList<LLVMTypeRef>();
    try (var list = new PointerPointer<LLVMTypeRef>(Math.max(count, 1))) {
      LLVMGetParamTypes(function, list);
      for (int i = 0; i < count; i++) {
        types.add(list.get(LLVMTypeRef.class, i));
      }
    }
    return types;
  }

  private Result result(LLVMTypeRef type) {
    int kind = LLVMGetTypeKind(type);
    if (kind == LLVMVoidTypeKind) {
      return Result.NONE;
    }
    if (kind == LLVMIntegerTypeKind) {
      return integerResult(LLVMABISizeOfType(layout, type));
    }
    if (kind != LLVMStructTypeKind && kind != LLVMArrayTypeKind) {
      return scalarResult(type);
    }
    int ints = 0;
    int vectors = 0;
    int x87 = 0;
    int count =
        kind == LLVMStructTypeKind
            ? LLVMCountStructElementTypes(type)
            : (int) LLVMGetArrayLength2(type);
    for (int i = 0; i < count; i++) {
      LLVMTypeRef part =
          kind == LLVMStructTypeKind ? LLVMStructGetTypeAtIndex(type, i) : LLVMGetElementType(type);
      switch (scalarResult(part)) {
        case INT -> ints++;
        case SSE -> vectors++;
        case X87 -> x87++;
        default -> ints += 2;
      }
    }
    if (x87 > 0) {
      return x87 > 1 ? Result.X87_X87 : Result.X87;
    }
    if (ints > 0 && vectors > 0) {
      return Result.INT_SSE;
    }
    if (vectors > 0) {
      return vectors > 1 ? Result.SSE_SSE : Result.SSE;
    }
    return ints > 1 ? Result.INT_INT : Result.INT;
  }

  private static Result integerResult(long bytes) {
    if (bytes > Integer.BYTES) {
      return bytes > Long.BYTES ? Result.INT_INT : Result.INT;
    }
    return bytes > Short.BYTES ? Result.INT32 : bytes > Byte.BYTES ? Result.INT16 : Result.INT8;
  }

  private Result scalarResult(LLVMTypeRef type) {
    int kind = LLVMGetTypeKind(type);
    if (kind == LLVMX86_FP80TypeKind) {
      return Result.X87;
    }
    if (isVector(kind)) {
      return Result.SSE;
    }
    return LLVMABISizeOfType(layout, type) > 8 ? Result.INT_INT : Result.INT;
  }

  private static boolean isVector(int kind) {
    return kind == LLVMHalfTypeKind
        || kind == LLVMFloatTypeKind
        || kind == LLVMDoubleTypeKind
        || kind == LLVMFP128TypeKind
        || kind == LLVMVectorTypeKind;
  }

  /** Registers used so far, in argument order. */
  private final class Arguments {
    private int ints;
    private int vectors;
    private int words;

    void memory(long bytes, int alignment) {
      if (alignment > Long.BYTES) {
        alignTo16();
      }
      words += (int) ((bytes + 7) / 8);
    }

    void value(LLVMTypeRef type) {
      int kind = LLVMGetTypeKind(type);
      long size = LLVMABISizeOfType(layout, type);
      if (kind == LLVMX86_FP80TypeKind) {
        alignTo16();
        words += 2;
      } else if (isVector(kind)) {
        if (vectors < VECTOR_REGISTERS) {
          vectors++;
        } else {
          memory(size, (int) Math.max(size, Long.BYTES));
        }
      } else if (size > 8) {
        if (ints + 2 <= INT_REGISTERS) {
          ints += 2;
        } else {
          alignTo16();
          words += 2;
        }
      } else if (ints < INT_REGISTERS) {
        ints++;
      } else {
        words++;
      }
    }

    private void alignTo16() {
      words += words % 2;
    }

    AbiShape shape(Result result, boolean variadic) {
      return new AbiShape(ints, vectors, words, result, variadic);
    }
  }
}
