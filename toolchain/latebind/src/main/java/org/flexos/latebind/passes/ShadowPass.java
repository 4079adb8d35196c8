package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMBuilderRef;
import org.bytedeco.llvm.LLVM.LLVMMetadataRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.StackVariableFact;

/**
 * Changes the address of every stack variable that is visible outside its frame into "address +
 * shadow offset", where the offset is an absolute symbol of 0 to 2^31: the sum becomes the
 * displacement of the stack operand, so it costs no instruction whatever the profile binds. Drops
 * the lifetime markers of these variables, because stack colouring could merge two slots whose
 * shadows differ in sharing. Leaves variables whose address stays in the function.
 */
public final class ShadowPass {
  private static final long MAX_OFFSET = 1L << 31;
  private static final String WHITELIST = "flexos_whitelist";

  private final UnitContext unit;
  private final LLVMTypeRef i64;
  private final LLVMTypeRef i8;
  private final LLVMMetadataRef range;
  private final int rangeKind;
  private final Map<String, Integer> names = new HashMap<>();

  private ShadowPass(UnitContext unit) {
    this.unit = unit;
    i64 = LLVMInt64TypeInContext(unit.module.context());
    i8 = LLVMInt8TypeInContext(unit.module.context());
    rangeKind = LLVMGetMDKindIDInContext(unit.module.context(), "absolute_symbol", 15);
    try (var bounds = new PointerPointer<LLVMMetadataRef>(2)) {
      bounds.put(0, LLVMValueAsMetadata(LLVMConstInt(i64, 0, 0)));
      bounds.put(1, LLVMValueAsMetadata(LLVMConstInt(i64, MAX_OFFSET, 0)));
      range = LLVMMDNodeInContext2(unit.module.context(), bounds, 2);
    }
  }

  public static void run(UnitContext unit) {
    var pass = new ShadowPass(unit);
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(unit.module.context());
    try {
      for (LLVMValueRef function : unit.module.functions()) {
        for (LLVMValueRef instruction : Ir.instructions(function)) {
          if (LLVMGetInstructionOpcode(instruction) == LLVMAlloca) {
            pass.visit(builder, function, instruction);
          }
        }
      }
    } finally {
      LLVMDisposeBuilder(builder);
    }
  }

  private void visit(LLVMBuilderRef builder, LLVMValueRef function, LLVMValueRef variable) {
    boolean whitelisted = takeAnnotation(variable);
    Flow flow = FlowAnalysis.of(unit, variable);
    if (flow.callees().isEmpty() && !flow.escapes() && !flow.returned()) {
      return;
    }
    String symbol = symbolFor(function, variable);
    dropLifetimes(variable);
    bind(builder, variable, symbol);
    unit.stackVariables.add(
        new StackVariableFact(
            symbol,
            unit.factName(function),
            Ir.name(variable),
            sizeOf(variable),
            whitelisted ? new Flow(flow.callees(), true, flow.returned()) : flow,
            Ir.where(function, unit.request.source())));
  }

  private long sizeOf(LLVMValueRef variable) {
    long size = LLVMABISizeOfType(unit.module.layout(), LLVMGetAllocatedType(variable));
    LLVMValueRef count = LLVMGetOperand(variable, 0);
    return Ir.is(LLVMIsAConstantInt(count)) ? size * LLVMConstIntGetZExtValue(count) : size;
  }

  private String symbolFor(LLVMValueRef function, LLVMValueRef variable) {
    String name = Ir.name(variable).isEmpty() ? "anonymous" : Ir.name(variable);
    String stem =
        String.join(
            ".",
            LateSymbols.SHADOW + LateSymbols.mangle(unit.request.library()),
            unit.request.unit(),
            Ir.name(function),
            name);
    return stem + "." + names.merge(stem, 1, Integer::sum);
  }

  private void bind(LLVMBuilderRef builder, LLVMValueRef variable, String symbol) {
    LLVMValueRef offset = LLVMAddGlobal(unit.module.ref(), i8, symbol);
    LLVMGlobalSetMetadata(offset, rangeKind, range);
    LLVMPositionBuilderBefore(builder, LLVMGetNextInstruction(variable));
    LLVMValueRef address = LLVMBuildPtrToInt(builder, variable, i64, "");
    LLVMValueRef sum =
        LLVMBuildAdd(builder, address, LLVMConstPtrToInt(offset, i64), "");
    LLVMValueRef late = LLVMBuildIntToPtr(builder, sum, LLVMTypeOf(variable), "");
    LLVMReplaceAllUsesWith(variable, late);
    LLVMSetOperand(address, 0, variable);
  }

  private static void dropLifetimes(LLVMValueRef variable) {
    for (LLVMValueRef user : Ir.users(variable)) {
      if (isIntrinsic(user, "llvm.lifetime.")) {
        LLVMInstructionEraseFromParent(user);
      }
    }
  }

  /** Removes a {@code flexos_whitelist} annotation of the variable; whether there was one. */
  private static boolean takeAnnotation(LLVMValueRef variable) {
    boolean found = false;
    for (LLVMValueRef user : Ir.users(variable)) {
      if (isIntrinsic(user, "llvm.var.annotation")) {
        found |= WHITELIST.equals(text(LLVMGetOperand(user, 1)));
        LLVMInstructionEraseFromParent(user);
      }
    }
    return found;
  }

  private static boolean isIntrinsic(LLVMValueRef user, String prefix) {
    return Ir.is(LLVMIsAInstruction(user))
        && Ir.isCall(user)
        && Ir.name(LLVMGetCalledValue(user)).startsWith(prefix);
  }

  /** The C string that a constant global holds, or the empty string. */
  static String text(LLVMValueRef global) {
    LLVMValueRef data = Ir.is(LLVMIsAGlobalVariable(global)) ? LLVMGetInitializer(global) : null;
    if (!Ir.is(data) || LLVMIsConstantString(data) == 0) {
      return "";
    }
    try (var length = new org.bytedeco.javacpp.SizeTPointer(1)) {
      String all = LLVMGetAsString(data, length).limit(length.get()).getString();
      return all.endsWith("\0") ? all.substring(0, all.length() - 1) : all;
    }
  }
}
