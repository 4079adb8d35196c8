package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.List;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Clones allocator wrappers. A call of malloc is an allocation site that a profile binds to one
 * heap or the other; inside a wrapper like zmalloc there is one site for all of its callers. So
 * each unit that defines wrappers is bound twice: as it is, and as a twin that holds only the
 * wrappers, under other names, and the statics that they call; all sites in a twin belong to the
 * shared heap. Both work on the same variables: those of the unit become visible to the link, and
 * the twin declares them.
 *
 * <p>Leaves units alone that define no wrapper.
 */
public final class TwinPass {
  private final UnitContext unit;

  private TwinPass(UnitContext unit) {
    this.unit = unit;
  }

  public static void run(UnitContext unit) {
    var pass = new TwinPass(unit);
    if (unit.request.twin()) {
      pass.refuseAliases();
      pass.dropLists();
      pass.renameWrappers();
      pass.unit.module.functions().forEach(pass::declareOthers);
      pass.unit.module.globals().forEach(pass::declareVariable);
      pass.dropUnusedStatics();
    } else if (unit.module.functions().stream().anyMatch(pass::isWrapper)) {
      unit.module.globals().stream().filter(TwinPass::isStaticVariable).forEach(pass::expose);
    }
  }

  private boolean isWrapper(LLVMValueRef function) {
    return Ir.isDefined(function)
        && !Ir.isLocal(function)
        && unit.request.wrappers().contains(Ir.name(function));
  }

  private void refuseAliases() {
    if (!unit.module.aliases().isEmpty()) {
      throw new UserErrorException(
          List.of(
              Diagnostic.error(
                  new SourceLocation(unit.request.source(), 0, 0),
                  "this unit of '"
                      + unit.request.library()
                      + "' defines an allocator wrapper and an alias; wrappers are cloned, and a clone"
                      + " of an alias would be another function: take the wrapper off 'allocators' in"
                      + " library.yaml")));
    }
  }

  /** llvm.used and annotations keep what they list; a twin's are those of the unit. */
  private void dropLists() {
    for (LLVMValueRef global : unit.module.globals()) {
      if (Ir.name(global).startsWith("llvm.")) {
        LLVMDeleteGlobal(global);
      }
    }
  }

  private void renameWrappers() {
    for (LLVMValueRef function : unit.module.functions()) {
      String name = Ir.name(function);
      if (!Ir.isLocal(function) && unit.request.wrappers().contains(name)) {
        rename(function, LateSymbols.sharedWrapper(unit.request.library(), name));
      }
    }
  }

  private static void rename(LLVMValueRef value, String name) {
    LLVMSetValueName2(value, name, name.length());
  }

  /** Visible functions other than the wrappers are the unit's. */
  private void declareOthers(LLVMValueRef function) {
    String name = Ir.name(function);
    if (!Ir.isDefined(function) || Ir.isLocal(function) || name.startsWith(LateSymbols.WRAPPER)) {
      return;
    }
    LLVMTypeRef type = LLVMGlobalGetValueType(function);
    LLVMValueRef declaration = unit.declareLike(name + ".declared", function, type);
    LLVMSetVisibility(declaration, LLVMDefaultVisibility);
    LLVMReplaceAllUsesWith(function, declaration);
    LLVMDeleteFunction(function);
    rename(declaration, name);
  }

  private static boolean isStaticVariable(LLVMValueRef global) {
    return Ir.isDefined(global)
        && Ir.isLocal(global)
        && !Ir.isPrivate(global)
        && !Ir.name(global).startsWith("llvm.");
  }

  private void declareVariable(LLVMValueRef global) {
    if (!Ir.isDefined(global) || Ir.isPrivate(global)) {
      return;
    }
    if (isStaticVariable(global)) {
      rename(global, exposedName(global));
    }
    LLVMSetInitializer(global, null);
    LLVMSetLinkage(global, LLVMExternalLinkage);
    LLVMSetVisibility(global, LLVMHiddenVisibility);
  }

  private String exposedName(LLVMValueRef global) {
    // A twin's unit carries a suffix; its variables are the first one's.
    String name = unit.request.unit();
    String plain =
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return LateSymbols.local(unit.request.library(), plain, Ir.name(global));
  }

  /** What a twin's unit is called after its unit. */
  public static final String SUFFIX = "__shared";

  private void expose(LLVMValueRef global) {
    String name = exposedName(global);
    LLVMValueRef alias =
        LLVMAddAlias2(unit.module.ref(), LLVMGlobalGetValueType(global), 0, global, name);
    LLVMSetLinkage(alias, LLVMExternalLinkage);
    LLVMSetVisibility(alias, LLVMHiddenVisibility);
  }

  private void dropUnusedStatics() {
    boolean dropped;
    do {
      dropped = false;
      for (LLVMValueRef function : unit.module.functions()) {
        if (Ir.isLocal(function) && Ir.users(function).isEmpty()) {
          LLVMDeleteFunction(function);
          dropped = true;
        }
      }
    } while (dropped);
  }
}
