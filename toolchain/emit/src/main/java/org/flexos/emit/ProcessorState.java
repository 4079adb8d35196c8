package org.flexos.emit;

/**
 * Vector, x87 and control state around a switch. Only vector registers have to be cleaned for code
 * that never computes in x87 registers; where one side does, XRSTOR of an initial image cleans both
 * at once, for three instructions more (docs/adr/0007-x87-state.md). FCW is the caller's to keep,
 * as MXCSR is.
 */
final class ProcessorState {
  private static final int X87 = 1;
  private static final int X87_SSE_AVX = 7;
  private static final int RESULT_SLOT = 16;

  private ProcessorState() {}

  /** What the gates load. */
  static void writeConstants(Asm asm) {
    asm.line(".section .rodata.fxgates,\"a\",@progbits");
    asm.line(".balign 64").label("__fx_xinit").op(".skip 24", "XSAVE area, legacy region");
    asm.op(".long 0x1f80, 0", "MXCSR");
    asm.op(".skip 480");
    asm.op(".skip 64", "XSTATE_BV = 0: every component in its initial state");
    asm.op(".skip 256", "AVX");
    asm.label("__fx_mxcsr").op(".long 0x1f80", "all exceptions masked, round to nearest");
    asm.label("__fx_fcw").op(".word 0x37f", "the same for x87");
  }

  /** Before the callee runs; on its stack, with rdx = 0. Clobbers rax. */
  static void enter(Asm asm, GateSpec gate) {
    asm.op("cld");
    int vectors = gate.shape().vectors();
    if (gate.cleansX87() && vectors == 0) {
      asm.op("mov $" + X87_SSE_AVX + ", %eax");
      asm.op("xrstor __fx_xinit", "MXCSR too");
      return;
    }
    if (gate.cleansX87()) {
      asm.op("mov $" + X87 + ", %eax");
      asm.op("xrstor __fx_xinit");
    }
    GateParts.clearVectors(asm, vectors);
    asm.op("ldmxcsr __fx_mxcsr");
  }

  /**
   * After the return, with the caller's rights and stack, MXCSR saved at 4(%rsp) and FCW at {@code
   * fcw}(%rsp); rdx = 0. Clobbers rax. Does nothing to vectors unless x87 is cleaned with them.
   */
  static void leave(Asm asm, GateSpec gate, int fcw) {
    if (!gate.cleansX87()) {
      asm.op("ldmxcsr 4(%rsp)");
      return;
    }
    if (gate.x87Results() > 0) {
      asm.op("fnclex", "the callee may have unmasked exceptions");
      asm.op("fldcw __fx_fcw");
    }
    for (int i = 1; i <= gate.x87Results(); i++) {
      asm.op("fstpt -" + i * RESULT_SLOT + "(%rsp)");
    }
    asm.op("mov $" + (gate.vectorResults() == 0 ? X87_SSE_AVX : X87) + ", %eax");
    asm.op("xrstor __fx_xinit");
    asm.op("ldmxcsr 4(%rsp)");
    asm.op("fldcw " + fcw + "(%rsp)");
    for (int i = gate.x87Results(); i >= 1; i--) {
      asm.op("fldt -" + i * RESULT_SLOT + "(%rsp)");
    }
  }

  /** Vector registers that carry no result, where {@link #leave} did not clear them. */
  static void clearVectorsForCaller(Asm asm, GateSpec gate) {
    if (!gate.cleansX87() || gate.vectorResults() > 0) {
      GateParts.clearVectors(asm, gate.vectorResults());
    }
  }
}
