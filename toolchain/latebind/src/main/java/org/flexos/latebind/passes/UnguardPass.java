package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;

/**
 * Takes stack protectors away from functions that are bound directly across compartments, and from
 * the statics that they call. Such code runs with its caller's rights, and the canary lies in the
 * memory of the library's own compartment. A static that others call as well goes without for them,
 * too. Changes nothing else.
 */
public final class UnguardPass {
  private final UnitContext unit;
  private final Deque<LLVMValueRef> pending = new ArrayDeque<>();
  private final Set<LLVMValueRef> seen = new HashSet<>();

  private UnguardPass(UnitContext unit) {
    this.unit = unit;
  }

  public static void run(UnitContext unit) {
    if (!unit.request.direct().isEmpty()) {
      new UnguardPass(unit).run();
    }
  }

  private void run() {
    unit.module.functions().stream().filter(this::isDirect).forEach(pending::push);
    unit.module.aliases().stream()
        .filter(this::isDirect)
        .map(UnguardPass::body)
        .flatMap(Optional::stream)
        .forEach(pending::push);
    while (!pending.isEmpty()) {
      LLVMValueRef function = pending.pop();
      if (Ir.isDefined(function) && seen.add(function)) {
        Ir.removeStackProtector(function);
        Ir.instructions(function).stream().filter(Ir::isCall).forEach(this::follow);
      }
    }
  }

  private boolean isDirect(LLVMValueRef symbol) {
    return !Ir.isLocal(symbol) && unit.request.direct().contains(Ir.name(symbol));
  }

  /** What is visible to others is on the list itself, or the planner refuses the caller. */
  private void follow(LLVMValueRef call) {
    body(LLVMGetCalledValue(call)).filter(Ir::isLocal).ifPresent(pending::push);
  }

  /** The function that a symbol stands for. */
  private static Optional<LLVMValueRef> body(LLVMValueRef symbol) {
    LLVMValueRef target = symbol;
    while (Ir.is(LLVMIsAGlobalAlias(target))) {
      target = LLVMAliasGetAliasee(target);
    }
    return Ir.isFunction(target) ? Optional.of(target) : Optional.empty();
  }
}
