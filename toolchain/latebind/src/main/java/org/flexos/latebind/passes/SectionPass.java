package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;

/**
 * Gives every function and every variable a section of its own, so that placement is the linker
 * script's business alone, and what is dead goes away alone. Constants without a symbol keep the
 * compiler's mergeable sections, which are immutable wherever they end up, unless they refer to
 * something: then they must go with their users.
 */
public final class SectionPass {
  private SectionPass() {}

  public static void run(UnitContext unit) {
    for (LLVMValueRef function : unit.module.functions()) {
      if (Ir.isDefined(function)) {
        LLVMSetSection(
            function, LateSymbols.textSection(unit.request.library(), unit.qualified(function)));
        if (hasSwitch(function)) {
          groupWithJumpTables(unit, function);
        }
      }
    }
    for (LLVMValueRef global : unit.module.globals()) {
      if (!Ir.isDefined(global) || Ir.name(global).startsWith("llvm.")) {
        continue;
      }
      LLVMValueRef initializer = LLVMGetInitializer(global);
      String section = sectionOf(unit, global, Ir.is(initializer) && LLVMIsNull(initializer) != 0);
      if (!section.isEmpty()) {
        LLVMSetSection(global, section);
      }
    }
  }

  private static boolean hasSwitch(LLVMValueRef function) {
    return Ir.instructions(function).stream()
        .anyMatch(i -> LLVMGetInstructionOpcode(i) == LLVMSwitch);
  }

  /**
   * A jump table refers to its function. In a section that it shares with others it would keep a
   * dead function in the image, whose late symbols no plan binds. As a member of a section group
   * the function gets tables of its own, and they live and die together.
   */
  private static void groupWithJumpTables(UnitContext unit, LLVMValueRef function) {
    var group = LLVMGetOrInsertComdat(unit.module.ref(), Ir.name(function));
    LLVMSetComdatSelectionKind(group, LLVMNoDeduplicateComdatSelectionKind);
    LLVMSetComdat(function, group);
  }

  static String sectionOf(UnitContext unit, LLVMValueRef global, boolean zero) {
    if (LLVMIsGlobalConstant(global) != 0) {
      return Ir.isPrivate(global) && !refers(LLVMGetInitializer(global))
          ? ""
          : LateSymbols.constantSection(unit.request.library(), unit.qualified(global));
    }
    return LateSymbols.section(unit.request.library(), unit.qualified(global), zero);
  }

  /** Whether a constant holds the address of anything. */
  private static boolean refers(LLVMValueRef constant) {
    if (!Ir.is(constant)) {
      return false;
    }
    if (Ir.is(LLVMIsAGlobalValue(constant))) {
      return true;
    }
    for (int i = 0; i < LLVMGetNumOperands(constant); i++) {
      if (refers(LLVMGetOperand(constant, i))) {
        return true;
      }
    }
    return false;
  }
}
