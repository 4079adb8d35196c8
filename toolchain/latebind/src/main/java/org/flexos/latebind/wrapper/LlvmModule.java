package org.flexos.latebind.wrapper;

import static org.bytedeco.llvm.global.LLVM.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/**
 * One bitcode module with its context and target machine. Owns all three; every value taken from it
 * dies with it. Confined to the thread that opened it.
 */
public final class LlvmModule implements AutoCloseable {
  private static final String TRIPLE = "x86_64-unknown-none-elf";

  static {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
  }

  private final LLVMContextRef context = LLVMContextCreate();
  private final LLVMModuleRef module;
  private final LLVMTargetMachineRef machine;
  private final LLVMTargetDataRef layout;

  private LlvmModule(Path bitcode) {
    Diagnostics.collectFrom(context);
    var buffer = new LLVMMemoryBufferRef();
    BytePointer message = new BytePointer((Pointer) null);
    if (LLVMCreateMemoryBufferWithContentsOfFile(
            new BytePointer(bitcode.toString()), buffer, message)
        != 0) {
      LLVMContextDispose(context);
      throw new LlvmException("cannot read " + bitcode + ": " + take(message));
    }
    module = new LLVMModuleRef();
    int failed = LLVMParseBitcodeInContext2(context, buffer, module);
    LLVMDisposeMemoryBuffer(buffer);
    if (failed != 0) {
      LLVMContextDispose(context);
      throw new LlvmException(
          bitcode
              + " is not LLVM bitcode of this version: "
              + String.join("; ", Diagnostics.take()));
    }
    machine = createMachine();
    layout = LLVMCreateTargetDataLayout(machine);
  }

  public static LlvmModule read(Path bitcode) {
    return new LlvmModule(bitcode);
  }

  private static LLVMTargetMachineRef createMachine() {
    var target = new LLVMTargetRef();
    BytePointer message = new BytePointer((Pointer) null);
    if (LLVMGetTargetFromTriple(new BytePointer(TRIPLE), target, message) != 0) {
      throw new LlvmException("no target " + TRIPLE + ": " + take(message));
    }
    return LLVMCreateTargetMachine(
        target, TRIPLE, "x86-64", "", LLVMCodeGenLevelDefault, LLVMRelocStatic, LLVMCodeModelSmall);
  }

  public LLVMModuleRef ref() {
    return module;
  }

  public LLVMContextRef context() {
    return context;
  }

  public LLVMTargetDataRef layout() {
    return layout;
  }

  /** Functions of the module, definitions and declarations, in module order. */
  public List<LLVMValueRef> functions() {
    var all = new ArrayList<LLVMValueRef>();
    for (var f = LLVMGetFirstFunction(module);
        f != null && !f.isNull();
        f = LLVMGetNextFunction(f)) {
      all.add(f);
    }
    return all;
  }

  public List<LLVMValueRef> globals() {
    var all = new ArrayList<LLVMValueRef>();
    for (var g = LLVMGetFirstGlobal(module); g != null && !g.isNull(); g = LLVMGetNextGlobal(g)) {
      all.add(g);
    }
    return all;
  }

  public List<LLVMValueRef> aliases() {
    var all = new ArrayList<LLVMValueRef>();
    for (var a = LLVMGetFirstGlobalAlias(module);
        a != null && !a.isNull();
        a = LLVMGetNextGlobalAlias(a)) {
      all.add(a);
    }
    return all;
  }

  /**
   * Removes functions that are declared here and not used: a hidden one would be an undefined
   * symbol of the object all the same. Initialisers that were replaced do not count as uses.
   */
  public void dropUnusedDeclarations() {
    for (LLVMValueRef function : functions()) {
      if (LLVMIsDeclaration(function) != 0 && !isUsed(function)) {
        LLVMReplaceAllUsesWith(function, LLVMGetUndef(LLVMTypeOf(function)));
        LLVMDeleteFunction(function);
      }
    }
  }

  /** By an instruction or a global, be it through constants; constants outlive their last use. */
  private static boolean isUsed(LLVMValueRef value) {
    for (LLVMValueRef user : Ir.users(value)) {
      boolean passesOn = Ir.is(LLVMIsAConstant(user)) && !Ir.is(LLVMIsAGlobalValue(user));
      if (!passesOn || isUsed(user)) {
        return true;
      }
    }
    return false;
  }

  /** Throws with LLVM's text if the module breaks a rule of the IR. */
  public void verify() {
    BytePointer message = new BytePointer((Pointer) null);
    boolean broken = LLVMVerifyModule(module, LLVMReturnStatusAction, message) != 0;
    String text = take(message);
    if (broken) {
      throw new LlvmException("late-bound module does not verify: " + text);
    }
  }

  /**
   * Generates code; no IR optimisation runs.
   *
   * @return what is wrong with the source's inline assembly, in LLVM's words; the object is of no
   *     use unless it is empty
   */
  public List<String> emitObject(Path out) {
    BytePointer message = new BytePointer((Pointer) null);
    if (LLVMTargetMachineEmitToFile(
            machine, module, new BytePointer(out.toString()), LLVMObjectFile, message)
        != 0) {
      throw new LlvmException("cannot write " + out + ": " + take(message));
    }
    return Diagnostics.take();
  }

  private static String take(BytePointer message) {
    if (message.isNull()) {
      return "";
    }
    String text = message.getString();
    LLVMDisposeMessage(message);
    return text;
  }

  @Override
  public void close() {
    LLVMDisposeTargetData(layout);
    LLVMDisposeTargetMachine(machine);
    LLVMDisposeModule(module);
    LLVMContextDispose(context);
  }
}
