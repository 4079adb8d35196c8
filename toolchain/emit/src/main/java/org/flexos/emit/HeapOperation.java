package org.flexos.emit;

import java.util.Arrays;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;

/** An operation on a heap, and the functions of the malloc family that amount to it. */
enum HeapOperation {
  MALLOC("malloc", 1),
  CALLOC("calloc", 2),
  REALLOC("realloc", 2),
  FREE("free", 1),
  MEMALIGN("memalign", 2),
  POSIX_MEMALIGN("posix_memalign", 3);

  private static final String WHITELIST_PREFIX = "flexos_";
  private static final String WHITELIST_SUFFIX = "_whitelist";

  private final String symbolName;
  private final int arguments;

  HeapOperation(String symbolName, int arguments) {
    this.symbolName = symbolName;
    this.arguments = arguments;
  }

  /** As in {@code uk_heap_<name>} and {@code uk_shared_<name>}. */
  String symbolName() {
    return symbolName;
  }

  int arguments() {
    return arguments;
  }

  /** A block that exists already is its first argument. */
  boolean takesBlock() {
    return this == FREE || this == REALLOC;
  }

  static HeapOperation named(String name) {
    return Arrays.stream(values())
        .filter(o -> o.symbolName.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no heap operation '" + name + "'"));
  }

  /** Which operation a function of the malloc family is. */
  static HeapOperation ofFunction(String function) {
    String plain =
        asksForSharing(function)
            ? function.substring(
                WHITELIST_PREFIX.length(), function.length() - WHITELIST_SUFFIX.length())
            : function;
    return plain.equals("aligned_alloc") ? MEMALIGN : named(plain);
  }

  static boolean asksForSharing(String function) {
    return function.startsWith(WHITELIST_PREFIX) && function.endsWith(WHITELIST_SUFFIX);
  }

  /** Private heap of {@code domain}. */
  String stub(int domain) {
    return "__fxm." + domain + "." + symbolName;
  }

  /** Shared heap, called by {@code domain}. */
  String sharedStub(int domain) {
    return "__fxms." + domain + "." + symbolName;
  }

  /**
   * Gate into the shared heap's allocator, as the planner names it. posix_memalign stores its
   * result to the caller's memory, out of the allocator's reach: its stub uses memalign.
   */
  String sharedGate(int domain) {
    return "__fxshared." + domain + "." + (this == POSIX_MEMALIGN ? MEMALIGN : this).symbolName;
  }

  /** What a pointer to a malloc-family function does when {@code domain} calls it. */
  static String stubFor(EntryThunk thunk, Domain domain) {
    HeapOperation operation = ofFunction(thunk.target());
    return asksForSharing(thunk.target())
        ? operation.sharedStub(domain.index())
        : operation.stub(domain.index());
  }
}
