package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;

/**
 * Makes constants of what clang's checks for undefined behaviour hand to their handlers: where the
 * check is, and of which types. Clang leaves it writable for handlers that return and note that
 * they have spoken; ours do not return. As constants they can be read whatever rights the checked
 * code runs with, and functions that are bound directly across compartments stay so when hardened.
 * Changes nothing else.
 */
public final class CheckDataPass {
  /** Part of the cache keys of checked code: raise it when this pass does something else. */
  public static final String VERSION = "1";

  private static final String HANDLER = "__ubsan_handle_";

  private CheckDataPass() {}

  public static void run(UnitContext unit) {
    for (LLVMValueRef global : unit.module.globals()) {
      if (Ir.isPrivate(global)
          && Ir.name(global).isEmpty()
          && !Ir.users(global).isEmpty()
          && Ir.users(global).stream().allMatch(CheckDataPass::isHandlerCall)) {
        LLVMSetGlobalConstant(global, 1);
      }
    }
  }

  private static boolean isHandlerCall(LLVMValueRef user) {
    return Ir.is(LLVMIsACallInst(user)) && Ir.name(LLVMGetCalledValue(user)).startsWith(HANDLER);
  }
}
