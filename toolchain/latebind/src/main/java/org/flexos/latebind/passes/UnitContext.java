package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.llvm.LLVM.LLVMTypeRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.LateBindRequest;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.latebind.wrapper.LlvmModule;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.StackVariableFact;

/** The unit under work: its module, and what the passes have found so far. */
public final class UnitContext {
  /** The malloc family: every call is an allocation site. */
  static final Set<String> ALLOCATORS =
      Set.of(
          "malloc",
          "calloc",
          "realloc",
          "free",
          "memalign",
          "aligned_alloc",
          "posix_memalign",
          "flexos_malloc_whitelist",
          "flexos_calloc_whitelist",
          "flexos_realloc_whitelist",
          "flexos_memalign_whitelist",
          "flexos_free_whitelist");

  final LateBindRequest request;
  final LlvmModule module;
  final AbiClassifier abi;
  final Map<String, CallFact> calls = new HashMap<>();

  /** Functions that a specialised call names, and what to call when nothing defines them. */
  final Map<String, Optional<String>> otherwise = new HashMap<>();

  final Map<String, EntryFact> entries = new HashMap<>();
  final List<StackVariableFact> stackVariables = new ArrayList<>();
  final List<AllocationCall> allocations = new ArrayList<>();

  /** Variables that the source marked with {@code flexos_whitelist}, by symbol. */
  final Set<String> whitelisted = new java.util.HashSet<>();

  /** A call of the malloc family, already bound late; its flow is taken once all passes ran. */
  record AllocationCall(String symbol, String target, LLVMValueRef function, LLVMValueRef call) {}

  public UnitContext(LateBindRequest request, LlvmModule module) {
    this.request = request;
    this.module = module;
    this.abi = new AbiClassifier(module.layout());
  }

  /** Name of a function or variable in facts: statics carry their unit, as {@code unit:name}. */
  String factName(LLVMValueRef global) {
    String name = Ir.name(global);
    return Ir.isLocal(global) ? request.unit() + ":" + name : name;
  }

  /** The function's own name for symbols and sections: statics carry their unit. */
  String qualified(LLVMValueRef global) {
    String name = Ir.name(global);
    return Ir.isLocal(global) ? request.unit() + "." + name : name;
  }

  /** Defined in this library for good: a weak definition may be replaced by another library's. */
  boolean bindsInLibrary(LLVMValueRef function) {
    return Ir.isDefined(function)
        ? !Ir.isWeakDefinition(function)
        : request.defines().contains(Ir.name(function));
  }

  /** Calls of it are allocation sites: the malloc family, and the library's own wrappers of it. */
  boolean isAllocator(LLVMValueRef callee) {
    String name = Ir.name(callee);
    return ALLOCATORS.contains(name)
        ? !bindsInLibrary(callee)
        : request.wrappers().contains(name) && Ir.isFunction(callee) && !Ir.isLocal(callee);
  }

  /** Declares a function under a late symbol, alike in all but its name. */
  LLVMValueRef declareLike(String symbol, LLVMValueRef original, LLVMTypeRef type) {
    LLVMValueRef known = LLVMGetNamedFunction(module.ref(), symbol);
    if (Ir.is(known)) {
      return known;
    }
    LLVMValueRef late = LLVMAddFunction(module.ref(), symbol, type);
    // Hidden, so that code generation takes its address without a detour through a GOT.
    LLVMSetVisibility(late, LLVMHiddenVisibility);
    LLVMSetFunctionCallConv(late, LLVMGetFunctionCallConv(original));
    if (LLVMGetLinkage(original) == LLVMExternalWeakLinkage) {
      LLVMSetLinkage(late, LLVMExternalWeakLinkage);
    }
    int parameters = LLVMCountParamTypes(type);
    for (int index = -1; index <= parameters; index++) {
      copyAttributes(original, late, index);
    }
    return late;
  }

  private static void copyAttributes(LLVMValueRef from, LLVMValueRef to, int index) {
    int count = LLVMGetAttributeCountAtIndex(from, index);
    if (count == 0) {
      return;
    }
    try (var list =
        new org.bytedeco.javacpp.PointerPointer<org.bytedeco.llvm.LLVM.LLVMAttributeRef>(count)) {
      LLVMGetAttributesAtIndex(from, index, list);
      for (int i = 0; i < count; i++) {
        LLVMAddAttributeAtIndex(
            to, index, list.get(org.bytedeco.llvm.LLVM.LLVMAttributeRef.class, i));
      }
    }
  }
}
