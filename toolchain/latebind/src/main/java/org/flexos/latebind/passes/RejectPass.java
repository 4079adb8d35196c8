package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Changes nothing. Refuses what would let a library step around its compartment when the image is
 * built (attack class A27): ifuncs, constructors, sections of its own choosing, module-level
 * assembly, inline assembly that changes rights or privileged state, thread-local storage, and
 * symbols in the name space of late symbols or of the trusted base.
 */
public final class RejectPass {
  private static final Set<String> CONSTRUCTORS = Set.of("llvm.global_ctors", "llvm.global_dtors");
  private static final List<String> RESERVED = List.of("__fx", "flexos_image");
  /** Mnemonics that only the trusted base and gates may use; matched as whole words. */
  private static final Pattern FORBIDDEN_ASM =
      Pattern.compile(
          "\\b(wrpkru|xrstors?(64)?|wrmsr|rdmsr|lgdt|lidt|lldt|ltr|lmsw|clts|invlpg|invpcid|invd|wbinvd|"
              + "iretq?|iretd|sysretq?|sysexit|swapgs|wrgsbase|wrfsbase|xsetbv|hlt|cli|sti|in[bwl]|out[bwl]|"
              + "insb|insw|insl|outsb|outsw|outsl|vmfunc|vmcall)\\b"
              + "|%(cr|dr)[0-9]|\\.byte|\\.long|\\.word|\\.quad|\\.section|\\.pushsection|\\.incbin",
          Pattern.CASE_INSENSITIVE);

  private RejectPass() {}

  public static void run(UnitContext unit) {
    var found = new ArrayList<Diagnostic>();
    checkModule(unit, found);
    unit.module.globals().forEach(g -> checkGlobal(unit, g, found));
    unit.module.functions().forEach(f -> checkFunction(unit, f, found));
    if (!found.isEmpty()) {
      throw new UserErrorException(found);
    }
  }

  private static void checkModule(UnitContext unit, List<Diagnostic> found) {
    var file = new SourceLocation(unit.request.source(), 0, 0);
    if (Ir.is(LLVMGetFirstGlobalIFunc(unit.module.ref()))) {
      found.add(refuse(unit, file, "an ifunc: it would run before isolation is in place"));
    }
    try (var length = new SizeTPointer(1)) {
      BytePointer text = LLVMGetModuleInlineAsm(unit.module.ref(), length);
      if (text != null && length.get() > 0) {
        found.add(
            refuse(unit, file, "assembly outside a function; put it into an assembly source"));
      }
    }
  }

  private static void checkGlobal(UnitContext unit, LLVMValueRef global, List<Diagnostic> found) {
    String name = Ir.name(global);
    var file = new SourceLocation(unit.request.source(), 0, 0);
    if (CONSTRUCTORS.contains(name)) {
      found.add(
          refuse(unit, file, "a constructor or destructor; call the initialisation from its API"));
    }
    if (name.startsWith("llvm.")) {
      return;
    }
    if (LLVMIsThreadLocal(global) != 0) {
      found.add(refuse(unit, file, "the thread-local variable '" + name + "'"));
    }
    checkPlacement(unit, global, file, found);
  }

  private static void checkFunction(
      UnitContext unit, LLVMValueRef function, List<Diagnostic> found) {
    if (!Ir.isDefined(function)) {
      return;
    }
    SourceLocation where = Ir.where(function, unit.request.source());
    checkPlacement(unit, function, where, found);
    for (LLVMValueRef instruction : Ir.instructions(function)) {
      if (!Ir.isCall(instruction) || !Ir.is(LLVMIsAInlineAsm(LLVMGetCalledValue(instruction)))) {
        continue;
      }
      var match = FORBIDDEN_ASM.matcher(Ir.inlineAsm(LLVMGetCalledValue(instruction)));
      if (match.find()) {
        found.add(
            refuse(
                unit,
                Ir.whereInstruction(instruction, unit.request.source()),
                "inline assembly with '"
                    + match.group().toLowerCase(Locale.ROOT)
                    + "', which only the trusted base may use"));
      }
    }
  }

  private static void checkPlacement(
      UnitContext unit, LLVMValueRef global, SourceLocation where, List<Diagnostic> found) {
    String name = Ir.name(global);
    BytePointer section = LLVMGetSection(global);
    if (Ir.isDefined(global) && section != null && !section.isNull() && section.limit(1).get(0) != 0) {
      found.add(
          refuse(
              unit,
              where,
              "'" + name + "' with a section attribute; the profile decides where it lives"));
    }
    if (Ir.isDefined(global) && RESERVED.stream().anyMatch(name::startsWith)) {
      found.add(refuse(unit, where, "'" + name + "', a name reserved for the toolchain"));
    }
  }

  private static Diagnostic refuse(UnitContext unit, SourceLocation where, String what) {
    return Diagnostic.error(
        where, "library '" + unit.request.library() + "' may not have " + what);
  }
}
