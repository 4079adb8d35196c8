package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMBasicBlockRef;
import org.bytedeco.llvm.LLVM.LLVMBuilderRef;
import org.bytedeco.llvm.LLVM.LLVMMetadataRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.flexos.model.SourceLocation;

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
        // Chosen before any is visited: a visit erases other instructions, which must not be looked
        // at.
        List<LLVMValueRef> variables =
            Ir.instructions(function).stream()
                .filter(i -> LLVMGetInstructionOpcode(i) == LLVMAlloca)
                .toList();
        variables.forEach(variable -> pass.visit(builder, function, variable));
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
    SourceLocation where = dropLifetimes(variable, Ir.where(function, unit.request.source()));
    bind(builder, variable, symbol);
    unit.stackVariables.add(
        new StackVariableFact(
            symbol,
            unit.factName(function),
            Ir.name(variable),
            sizeOf(variable),
            whitelisted ? new Flow(flow.callees(), true, flow.returned()) : flow,
            where));
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

  /** Each use gets a sum of its own, as it would have had the frame address to itself. */
  private void bind(LLVMBuilderRef builder, LLVMValueRef variable, String symbol) {
    LLVMValueRef global = LLVMAddGlobal(unit.module.ref(), i8, symbol);
    LLVMGlobalSetMetadata(global, rangeKind, range);
    LLVMValueRef offset = LLVMConstPtrToInt(global, i64);
    LLVMValueRef base = null;
    for (LLVMValueRef user : new LinkedHashSet<>(Ir.users(variable))) {
      if (!Ir.is(LLVMIsAInstruction(user))) {
        continue;
      }
      boolean phi = LLVMGetInstructionOpcode(user) == LLVMPHI;
      var perBlock = new HashMap<LLVMBasicBlockRef, LLVMValueRef>();
      for (int i = 0; i < LLVMGetNumOperands(user); i++) {
        if (!LLVMGetOperand(user, i).equals(variable)) {
          continue;
        }
        LLVMBasicBlockRef block =
            phi ? LLVMGetIncomingBlock(user, i) : LLVMGetInstructionParent(user);
        LLVMValueRef late = perBlock.get(block);
        if (late == null) {
          if (isIndexed(user)) {
            if (base == null) {
              LLVMPositionBuilderBefore(builder, LLVMGetNextInstruction(variable));
              base = sum(builder, variable, offset);
            }
            late = base;
          } else {
            LLVMPositionBuilderBefore(builder, phi ? LLVMGetBasicBlockTerminator(block) : user);
            late = sum(builder, variable, offset);
          }
          perBlock.put(block, late);
        }
        LLVMSetOperand(user, i, late);
      }
    }
  }

  private static boolean isIndexed(LLVMValueRef user) {
    if (LLVMGetInstructionOpcode(user) != LLVMGetElementPtr) {
      return false;
    }
    for (int i = 1; i < LLVMGetNumOperands(user); i++) {
      if (!Ir.is(LLVMIsAConstant(LLVMGetOperand(user, i)))) {
        return true;
      }
    }
    return false;
  }

  private LLVMValueRef sum(LLVMBuilderRef builder, LLVMValueRef variable, LLVMValueRef offset) {
    LLVMValueRef address = LLVMBuildPtrToInt(builder, variable, i64, "");
    LLVMValueRef late = LLVMBuildAdd(builder, address, offset, "");
    return LLVMBuildIntToPtr(builder, late, LLVMTypeOf(variable), "");
  }

  /** Returns where the variable comes to life, or {@code otherwise}. */
  private SourceLocation dropLifetimes(LLVMValueRef variable, SourceLocation otherwise) {
    SourceLocation where = otherwise;
    for (LLVMValueRef user : Ir.users(variable)) {
      if (isIntrinsic(user, "llvm.lifetime.")) {
        SourceLocation here = Ir.whereInstruction(user, unit.request.source());
        if (isIntrinsic(user, "llvm.lifetime.start") && here.line() > 0) {
          where = here;
        }
        LLVMInstructionEraseFromParent(user);
      }
    }
    return where;
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
