package org.flexos.latebind.wrapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/** The functions, variables and aliases that a bitcode file defines strongly for other units. */
public final class DefinedSymbols {
  private DefinedSymbols() {}

  public static List<String> of(Path bitcode) {
    try (var module = LlvmModule.read(bitcode)) {
      var candidates = new ArrayList<LLVMValueRef>(module.functions());
      candidates.addAll(module.globals());
      candidates.addAll(module.aliases());
      return candidates.stream()
          .filter(v -> Ir.isDefined(v) && !Ir.isLocal(v) && !Ir.isWeakDefinition(v))
          .map(Ir::name)
          .filter(n -> !n.startsWith("llvm."))
          .toList();
    }
  }
}
