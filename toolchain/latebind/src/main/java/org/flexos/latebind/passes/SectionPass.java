package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;

/**
 * Gives every function and every variable a section of its own, so that placement is the linker
 * script's business alone. Constants without a symbol keep the compiler's mergeable sections, which
 * are immutable wherever they end up.
 */
public final class SectionPass {
  private SectionPass() {}

  public static void run(UnitContext unit) {
    for (LLVMValueRef function : unit.module.functions()) {
      if (Ir.isDefined(function)) {
        LLVMSetSection(
            function, LateSymbols.textSection(unit.request.library(), unit.qualified(function)));
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

  static String sectionOf(UnitContext unit, LLVMValueRef global, boolean zero) {
    if (LLVMIsGlobalConstant(global) != 0) {
      return Ir.isPrivate(global)
          ? ""
          : LateSymbols.constantSection(unit.request.library(), unit.qualified(global));
    }
    return LateSymbols.section(unit.request.library(), unit.qualified(global), zero);
  }
}
