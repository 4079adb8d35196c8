package org.flexos.latebind.wrapper;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.llvm.LLVM.LLVMAttributeRef;
import org.bytedeco.llvm.LLVM.LLVMMetadataRef;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMUseRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.model.SourceLocation;

/** Questions about IR values that the C API answers only in several steps. */
public final class Ir {
  private static final int BYVAL = kind("byval");
  private static final int SRET = kind("sret");
  private static final int ALIGN = kind("align");
  private static final int ELEMENT_TYPE = kind("elementtype");
  private static final List<Integer> STACK_PROTECTORS =
      List.of(kind("ssp"), kind("sspstrong"), kind("sspreq"));
  private static final Set<Integer> WEAK =
      Set.of(
          LLVMWeakAnyLinkage, LLVMWeakODRLinkage, LLVMLinkOnceAnyLinkage, LLVMLinkOnceODRLinkage);

  private Ir() {}

  private static int kind(String attribute) {
    return LLVMGetEnumAttributeKindForName(attribute, attribute.length());
  }

  public static String name(LLVMValueRef value) {
    try (var length = new SizeTPointer(1)) {
      BytePointer text = LLVMGetValueName2(value, length);
      return text == null || text.isNull() ? "" : text.limit(length.get()).getString();
    }
  }

  public static boolean is(LLVMValueRef castResult) {
    return castResult != null && !castResult.isNull();
  }

  /** Its code or data goes into the object; an inline copy of an external function does not. */
  public static boolean isDefined(LLVMValueRef global) {
    return LLVMIsDeclaration(global) == 0
        && LLVMGetLinkage(global) != LLVMAvailableExternallyLinkage;
  }

  /** Declared weak and defined elsewhere, or nowhere. */
  public static boolean isWeakReference(LLVMValueRef global) {
    return LLVMGetLinkage(global) == LLVMExternalWeakLinkage;
  }

  public static boolean isWeakDefinition(LLVMValueRef global) {
    return isDefined(global) && WEAK.contains(LLVMGetLinkage(global));
  }

  /** Not visible outside the unit. */
  public static boolean isLocal(LLVMValueRef global) {
    int linkage = LLVMGetLinkage(global);
    return linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage;
  }

  public static boolean isPrivate(LLVMValueRef global) {
    return LLVMGetLinkage(global) == LLVMPrivateLinkage;
  }

  public static boolean isIntrinsic(LLVMValueRef function) {
    return LLVMGetIntrinsicID(function) != 0;
  }

  public static boolean isFunction(LLVMValueRef value) {
    return is(LLVMIsAFunction(value));
  }

  /** The section that the source asks for, or the empty string. */
  public static String section(LLVMValueRef global) {
    BytePointer name = LLVMGetSection(global);
    return name == null || name.isNull() ? "" : name.getString();
  }

  public static boolean isMetadata(LLVMValueRef value) {
    return LLVMGetValueKind(value) == LLVMMetadataAsValueValueKind;
  }

  public static List<LLVMValueRef> instructions(LLVMValueRef function) {
    var all = new ArrayList<LLVMValueRef>();
    for (var b = LLVMGetFirstBasicBlock(function);
        b != null && !b.isNull();
        b = LLVMGetNextBasicBlock(b)) {
      for (var i = LLVMGetFirstInstruction(b); is(i); i = LLVMGetNextInstruction(i)) {
        all.add(i);
      }
    }
    return all;
  }

  /** Instructions and constants that use the value, one per use. */
  public static List<LLVMValueRef> users(LLVMValueRef value) {
    var all = new ArrayList<LLVMValueRef>();
    for (LLVMUseRef u = LLVMGetFirstUse(value); u != null && !u.isNull(); u = LLVMGetNextUse(u)) {
      all.add(LLVMGetUser(u));
    }
    return all;
  }

  public static boolean isCall(LLVMValueRef instruction) {
    int opcode = LLVMGetInstructionOpcode(instruction);
    return opcode == LLVMCall || opcode == LLVMInvoke || opcode == LLVMCallBr;
  }

  /** Index of the callee among a call's operands: always the last. */
  public static int calleeOperand(LLVMValueRef call) {
    return LLVMGetNumOperands(call) - 1;
  }

  private static LLVMAttributeRef attribute(
      LLVMValueRef functionOrCall, int argument, boolean call, int kind) {
    LLVMAttributeRef found =
        call
            ? LLVMGetCallSiteEnumAttribute(functionOrCall, argument + 1, kind)
            : LLVMGetEnumAttributeAtIndex(functionOrCall, argument + 1, kind);
    return found == null || found.isNull() ? null : found;
  }

  public static boolean isByVal(LLVMValueRef functionOrCall, int argument, boolean call) {
    return attribute(functionOrCall, argument, call, BYVAL) != null;
  }

  /** The argument is where the callee writes its result; it returns the same address. */
  public static boolean isSRet(LLVMValueRef functionOrCall, int argument, boolean call) {
    return attribute(functionOrCall, argument, call, SRET) != null;
  }

  /** The type copied for a byval argument; call {@link #isByVal} first. */
  public static LLVMTypeRef byValType(LLVMValueRef functionOrCall, int argument, boolean call) {
    return LLVMGetTypeAttributeValue(attribute(functionOrCall, argument, call, BYVAL));
  }

  /** Alignment of a byval argument's copy in bytes; 8 unless the compiler says more. */
  public static int byValAlignment(LLVMValueRef functionOrCall, int argument, boolean call) {
    LLVMAttributeRef align = attribute(functionOrCall, argument, call, ALIGN);
    return align == null ? Long.BYTES : (int) LLVMGetEnumAttributeValue(align);
  }

  /** An operand of inline assembly that is accessed in place, as a memory operand. */
  public static boolean isMemoryOperand(LLVMValueRef asmCall, int argument) {
    return attribute(asmCall, argument, true, ELEMENT_TYPE) != null;
  }

  /** Where a function starts, from its debug information. */
  public static SourceLocation where(LLVMValueRef function, String fallbackFile) {
    LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
    if (subprogram == null || subprogram.isNull()) {
      return new SourceLocation(fallbackFile, 0, 0);
    }
    return new SourceLocation(
        fileOfScope(subprogram, fallbackFile), LLVMDISubprogramGetLine(subprogram), 0);
  }

  /** Where an instruction comes from: the innermost source position, inlined or not. */
  public static SourceLocation whereInstruction(LLVMValueRef instruction, String fallbackFile) {
    LLVMMetadataRef location = LLVMInstructionGetDebugLoc(instruction);
    if (location == null || location.isNull()) {
      return new SourceLocation(fallbackFile, 0, 0);
    }
    return new SourceLocation(
        fileOf(location, fallbackFile),
        LLVMDILocationGetLine(location),
        LLVMDILocationGetColumn(location));
  }

  private static String fileOf(LLVMMetadataRef location, String fallbackFile) {
    return fileOfScope(LLVMDILocationGetScope(location), fallbackFile);
  }

  private static String fileOfScope(LLVMMetadataRef scope, String fallbackFile) {
    LLVMMetadataRef file = scope == null || scope.isNull() ? null : LLVMDIScopeGetFile(scope);
    if (file == null || file.isNull()) {
      return fallbackFile;
    }
    try (var length = new IntPointer(1)) {
      BytePointer text = LLVMDIFileGetFilename(file, length);
      return text == null || text.isNull() ? fallbackFile : text.limit(length.get()).getString();
    }
  }

  /** Code generation then puts no canary into the function's frame. */
  public static void removeStackProtector(LLVMValueRef function) {
    for (int kind : STACK_PROTECTORS) {
      LLVMRemoveEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex, kind);
    }
  }

  public static String inlineAsm(LLVMValueRef asm) {
    try (var length = new SizeTPointer(1)) {
      BytePointer text = LLVMGetInlineAsmAsmString(asm, length);
      return text == null || text.isNull() ? "" : text.limit(length.get()).getString();
    }
  }

  public static BytePointer nullBytes() {
    return new BytePointer((Pointer) null);
  }
}
