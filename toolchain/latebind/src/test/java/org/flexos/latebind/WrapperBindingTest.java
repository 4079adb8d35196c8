package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Allocator wrappers: their calls are sites, and they have clones for the shared heap. */
class WrapperBindingTest {
  private static final String CODE =
      """
      typedef unsigned long size_t;
      void *malloc(size_t);
      void free(void *);
      static size_t used;
      size_t peak;
      static __attribute__((noinline)) void count(size_t n) { used += n; if (used > peak) peak = used; }
      __attribute__((noinline)) void *zmalloc(size_t n) { void *p = malloc(n); if (p) count(n); return p; }
      __attribute__((noinline)) void *ztwice(size_t n) { return zmalloc(2 * n); }
      void zfree(void *p) { free(p); }
      size_t zused(void) { return used; }
      void *user(void) { return ztwice(8); }
      """;

  private static final Set<String> WRAPPERS = Set.of("zmalloc", "ztwice");
  private static final Set<String> DEFINES =
      Set.of(
          "zmalloc",
          "ztwice",
          "zfree",
          "zused",
          "user",
          "peak",
          "__fxw.my_lib.zmalloc",
          "__fxw.my_lib.ztwice");

  @TempDir private Path folder;

  @Test
  void callsOfWrappersAreAllocationSites() throws IOException {
    Snippet unit = Snippet.bind(folder, CODE, DEFINES, WRAPPERS, false);
    assertThat(unit.facts.allocations())
        .extracting(AllocationFact::symbol)
        .containsExactlyInAnyOrder(
            "__fxa.my_lib.u.zmalloc.0.malloc",
            "__fxa.my_lib.u.ztwice.0.zmalloc",
            "__fxa.my_lib.u.zfree.0.free",
            "__fxa.my_lib.u.user.0.ztwice");
    assertThat(unit.facts.allocations()).noneMatch(AllocationFact::declaredShared);
  }

  @Test
  void aTwinHoldsOnlyTheClonesAndAllocatesFromTheSharedHeap() throws IOException {
    Snippet twin = Snippet.bind(folder, CODE, DEFINES, WRAPPERS, true);
    assertThat(twin.facts.functions())
        .extracting(f -> f.symbol())
        .containsExactlyInAnyOrder(
            "__fxw.my_lib.zmalloc", "__fxw.my_lib.ztwice", "u__shared:count");
    assertThat(twin.facts.allocations())
        .extracting(AllocationFact::symbol)
        .containsExactly("__fxa.my_lib.u__shared.__fxw.my_lib.zmalloc.0.malloc");
    assertThat(twin.facts.allocations()).allMatch(AllocationFact::declaredShared);
    assertThat(twin.facts.globals()).isEmpty();
    assertThat(twin.disassembly()).contains("__fxw.my_lib.zmalloc");
  }

  @Test
  void bothCountInTheSameVariables() throws IOException {
    Snippet twin = Snippet.bind(folder, CODE, DEFINES, WRAPPERS, true);
    assertThat(twin.disassembly()).contains("__fxl.my_lib.u.used").contains("peak");
    Snippet unit = Snippet.bind(folder, CODE, DEFINES, WRAPPERS, false);
    assertThat(unit.symbols()).containsPattern("g .*__fxl.my_lib.u.used");
  }

  @Test
  void unitsWithoutWrappersStayAsTheyAre() throws IOException {
    Snippet plain = Snippet.bind(folder, CODE, DEFINES);
    assertThat(plain.symbols()).doesNotContain("__fxl.");
    assertThat(plain.facts.allocations())
        .extracting(AllocationFact::target)
        .containsOnly("malloc", "free");
  }
}
