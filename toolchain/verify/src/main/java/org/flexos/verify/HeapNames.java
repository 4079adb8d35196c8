package org.flexos.verify;

import java.util.List;
import java.util.Set;

/** Names of the malloc family's stubs and of what they lead to. */
final class HeapNames {
  private static final String WHITELIST_PREFIX = "flexos_";
  private static final String WHITELIST_SUFFIX = "_whitelist";

  /** What stubs consist of beside branches, and naming the heap and its region. */
  private static final Set<String> STEPS =
      Encoding.listed(
          """
          4889f8 48c1e820 4883f811  is the block in the shared heap's region, 17 << 32?
          4885ff                    is there a block?
          4889fa 4889f1 4989d0      arguments move on by two
          57 4889f7 4889d6 5f       posix_memalign by way of memalign,
          4885c0 488907             whose result the caller stores,
          31c0 b80c000000 c3        and says so
          """);

  private HeapNames() {}

  static boolean isStep(String instruction) {
    return STEPS.contains(instruction);
  }

  static String heap(int domain) {
    return "__fxheap." + domain;
  }

  static String stub(int domain, String operation, boolean shared) {
    return (shared ? "__fxms." : "__fxm.") + domain + "." + operation;
  }

  /** The allocator's function, which runs with its caller's rights. */
  static String direct(String operation) {
    return "uk_heap_" + operation;
  }

  /**
   * Where the stubs of an operation may lead. posix_memalign of the shared heap is memalign and a
   * store.
   */
  static List<String> targetsOf(String operation, int domain) {
    String shared = operation.equals("posix_memalign") ? "memalign" : operation;
    return List.of(
        direct(operation), stub(domain, operation, false), "__fxshared." + domain + "." + shared);
  }

  /** The stub that a pointer to a function of the malloc family means in a domain. */
  static String stubOf(String function, int domain) {
    boolean shared = function.startsWith(WHITELIST_PREFIX) && function.endsWith(WHITELIST_SUFFIX);
    String plain =
        shared
            ? function.substring(
                WHITELIST_PREFIX.length(), function.length() - WHITELIST_SUFFIX.length())
            : function;
    return stub(domain, plain.equals("aligned_alloc") ? "memalign" : plain, shared);
  }
}
