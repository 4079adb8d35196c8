package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Changes nothing. Refuses what would let a library step around its compartment when the image is
 * built (attack class A27): ifuncs, constructors, sections of its own choosing, module-level
 * assembly, inline assembly that changes rights or privileged state, and symbols in the name space
 * of late symbols or of the trusted base.
 */
public final class RejectPass {
  private static final Set<String> CONSTRUCTORS = Set.of("llvm.global_ctors", "llvm.global_dtors");

  /**
   * Mnemonics that only the trusted base and gates may use, as whole words; assembler directives,
   * which could write any bytes or define any symbol; and names of late symbols.
   */
  private static final Pattern FORBIDDEN_ASM =
      Pattern.compile(
          "\\b(wrpkru|xrstors?(64)?|fxrstor(64)?|wrmsr|rdmsr|[ls][gil]dt|ltr|lmsw|clts|invlpg|invpcid"
              + "|invd|wbinvd|iret[dq]?|sysret[lq]?|sysexit|swapgs|wr[fg]sbase[lq]?|xsetbv|hlt|cli|sti"
              + "|in[bwl]?|out[bwl]?|ins[bwld]|outs[bwld]|vmfunc|vmcall)\\b|%?\\b[cd]r[0-9]+\\b"
              + "|(?<![\\w$.])\\.[a-z_][a-z0-9_]*|__fx\\w*",
          Pattern.CASE_INSENSITIVE);

  private static final String FURTHER_FILES = "llvm.dependent-libraries";

  /** Directives that write nothing and define nothing. */
  private static final Set<String> HARMLESS_DIRECTIVES =
      Set.of(".align", ".p2align", ".balign", ".att_syntax", ".intel_syntax");

  private RejectPass() {}

  public static void run(UnitContext unit) {
    var found = new ArrayList<Diagnostic>();
    checkModule(unit, found);
    unit.module.globals().forEach(g -> checkGlobal(unit, g, found));
    unit.module.functions().forEach(f -> checkFunction(unit, f, found));
    var file = new SourceLocation(unit.request.source(), 0, 0);
    unit.module.aliases().forEach(a -> checkPlacement(unit, a, file, found));
    if (!found.isEmpty()) {
      throw new UserErrorException(found);
    }
  }

  private static void checkModule(UnitContext unit, List<Diagnostic> found) {
    var file = new SourceLocation(unit.request.source(), 0, 0);
    if (Ir.is(LLVMGetFirstGlobalIFunc(unit.module.ref()))) {
      found.add(refuse(unit, file, "an ifunc: it would run before isolation is in place"));
    }
    if (LLVMGetNamedMetadataNumOperands(unit.module.ref(), FURTHER_FILES) > 0) {
      found.add(refuse(unit, file, "'#pragma comment(lib)': it names files to link"));
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
    int line = name.startsWith("llvm.") ? 0 : LLVMGetDebugLocLine(global);
    var file = new SourceLocation(unit.request.source(), line, 0);
    if (CONSTRUCTORS.contains(name)) {
      checkConstructors(unit, global, found);
    }
    if (name.startsWith("llvm.")) {
      return;
    }
    checkPlacement(unit, global, file, found);
  }

  private static void checkConstructors(
      UnitContext unit, LLVMValueRef list, List<Diagnostic> found) {
    LLVMValueRef entries = LLVMGetInitializer(list);
    for (int i = 0; i < LLVMGetNumOperands(entries); i++) {
      LLVMValueRef function = LLVMGetOperand(LLVMGetOperand(entries, i), 1);
      if (Ir.isFunction(function)) {
        found.add(
            refuse(
                unit,
                Ir.where(function, unit.request.source()),
                "'"
                    + Ir.name(function)
                    + "' as a constructor or destructor: it would run outside"
                    + " its compartment; export it and call it instead"));
      }
    }
  }

  private static void checkFunction(
      UnitContext unit, LLVMValueRef function, List<Diagnostic> found) {
    if (Ir.isIntrinsic(function)) {
      return;
    }
    SourceLocation where = Ir.where(function, unit.request.source());
    checkPlacement(unit, function, where, found);
    for (LLVMValueRef instruction : Ir.instructions(function)) {
      if (!Ir.isCall(instruction) || !Ir.is(LLVMIsAInlineAsm(LLVMGetCalledValue(instruction)))) {
        continue;
      }
      forbiddenIn(Ir.inlineAsm(LLVMGetCalledValue(instruction)))
          .ifPresent(
              what ->
                  found.add(
                      refuse(
                          unit,
                          Ir.whereInstruction(instruction, unit.request.source()),
                          "inline assembly with '"
                              + what
                              + "' (in function '"
                              + Ir.name(function)
                              + "'), which only the trusted base may use")));
    }
  }

  private static Optional<String> forbiddenIn(String assembly) {
    var match = FORBIDDEN_ASM.matcher(assembly);
    while (match.find()) {
      String what = match.group().toLowerCase(Locale.ROOT);
      if (!HARMLESS_DIRECTIVES.contains(what)) {
        return Optional.of(what);
      }
    }
    return Optional.empty();
  }

  private static void checkPlacement(
      UnitContext unit, LLVMValueRef global, SourceLocation where, List<Diagnostic> found) {
    String name = Ir.name(global);
    String section = Ir.section(global);
    boolean annotationText = Ir.isPrivate(global) && section.equals("llvm.metadata");
    if (Ir.isDefined(global) && !section.isEmpty() && !annotationText) {
      found.add(
          refuse(
              unit,
              where,
              "'" + name + "' with a section attribute; the profile decides where it lives"));
    }
    if (!name.isEmpty() && !LateSymbols.isPlain(name)) {
      found.add(refuse(unit, where, "'" + name + "': " + LateSymbols.PLAIN));
    }
    if (LateSymbols.isReserved(name) || name.startsWith("flexos_image")) {
      found.add(refuse(unit, where, "'" + name + "', a name reserved for the toolchain"));
    }
  }

  private static Diagnostic refuse(UnitContext unit, SourceLocation where, String what) {
    return Diagnostic.error(where, "library '" + unit.request.library() + "' may not have " + what);
  }
}
