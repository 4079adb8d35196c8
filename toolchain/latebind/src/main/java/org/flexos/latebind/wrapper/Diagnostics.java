package org.flexos.latebind.wrapper;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMDiagnosticHandler;
import org.bytedeco.llvm.LLVM.LLVMDiagnosticInfoRef;

/**
 * Errors that LLVM reports while it works, such as inline assembly that does not assemble. Without
 * a handler it would end the process. One handler serves all contexts, because a context is
 * confined to the thread that opened it, and JavaCPP allows only a few callbacks.
 */
final class Diagnostics {
  private static final ThreadLocal<List<String>> ERRORS = ThreadLocal.withInitial(ArrayList::new);
  private static final Handler HANDLER = new Handler();

  private Diagnostics() {}

  /** Kept reachable for ever: native code holds its address. */
  private static final class Handler extends LLVMDiagnosticHandler {
    @Override
    public void call(LLVMDiagnosticInfoRef info, Pointer context) {
      if (LLVMGetDiagInfoSeverity(info) == LLVMDSError) {
        BytePointer text = LLVMGetDiagInfoDescription(info);
        ERRORS.get().add(text.getString());
        LLVMDisposeMessage(text);
      }
    }
  }

  static void collectFrom(LLVMContextRef context) {
    ERRORS.get().clear();
    LLVMContextSetDiagnosticHandler(context, HANDLER, null);
  }

  /** What was reported on this thread since the last call. */
  static List<String> take() {
    List<String> errors = List.copyOf(ERRORS.get());
    ERRORS.get().clear();
    return errors;
  }
}
