package org.flexos.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.EntryThunk;
import org.junit.jupiter.api.Test;

class EmitterTest {
  private static Emission demo(boolean x87) {
    return Emitter.emit(Fixtures.demoPlan(), Fixtures.demoImage(), Fixtures.demoFacts(x87));
  }

  @Test
  void writesTheAssemblyOfEveryKindOfBinding() throws IOException {
    GoldenFile.check("demo.s.expected", demo(false).assembly());
  }

  @Test
  void writesTheLinkerScript() throws IOException {
    GoldenFile.check("demo.ld.expected", demo(false).linkerScript());
  }

  @Test
  void writesTheSameTwice() {
    assertThat(demo(true)).isEqualTo(demo(true));
  }

  @Test
  void includesThePlanUnloaded() {
    assertThat(demo(false).withPlanFile("a\"b.json").assembly())
        .endsWith(".section .flexos.plan,\"\",@progbits\n    .incbin \"a\\\"b.json\"\n");
  }

  @Test
  void cleansX87StateOnlyWhereLiveCodeUsesIt() {
    assertThat(demo(false).assembly()).doesNotContain("xrstor");
    assertThat(demo(true).assembly()).contains("xrstor");
  }

  @Test
  void placesDirectFunctionsWithTheirStaticsBeforeTheDomains() {
    String script = demo(false).linkerScript();
    assertThat(script.indexOf("  .text.fx.libc_small.copy.words\n"))
        .isPositive()
        .isLessThan(script.indexOf("  .text.fx.libc_small.*\n"));
  }

  /** Otherwise realloc of a private block at a shared site would go to the wrong allocator. */
  @Test
  void choosesTheHeapOfReallocByTheBlocksAddress() {
    var plan =
        Fixtures.planOf(
            Fixtures.threeDomains(),
            List.of(
                new Allocate("__fxa.app.main.main.0.realloc", "realloc", 1, true, ""),
                Fixtures.sharedGate("realloc", 1)));
    String assembly =
        Emitter.emit(plan, Fixtures.demoImage(), Fixtures.demoFacts(false)).assembly();
    assertThat(body(assembly, "__fxms.1.realloc"))
        .containsExactly(
            "test %rdi, %rdi",
            "je __fxshared.1.realloc",
            "mov %rdi, %rax",
            "shr $32, %rax",
            "cmp $17, %rax",
            "jne __fxm.1.realloc",
            "jmp __fxshared.1.realloc");
    assertThat(body(assembly, "__fxm.1.realloc"))
        .startsWith("mov %rdi, %rax", "shr $32, %rax", "cmp $17, %rax", "je __fxshared.1.realloc")
        .endsWith("jmp uk_heap_realloc");
  }

  @Test
  void storesTheResultOfSharedPosixMemalignWithTheCallersRights() {
    var plan =
        Fixtures.planOf(
            Fixtures.threeDomains(),
            List.of(
                new Allocate("__fxa.app.main.main.0.posix_memalign", "posix_memalign", 1, true, ""),
                Fixtures.sharedGate("memalign", 1)));
    String assembly =
        Emitter.emit(plan, Fixtures.demoImage(), Fixtures.demoFacts(false)).assembly();
    assertThat(body(assembly, "__fxms.1.posix_memalign"))
        .containsSubsequence("call __fxshared.1.memalign", "pop %rdi", "mov %rax, (%rdi)");
  }

  /**
   * Pointers to aligned_alloc and to the annotated allocators are thunks of the same operations.
   */
  @Test
  void sendsPointersToTheMallocFamilyToStubsThatExist() {
    var plan =
        Fixtures.planOf(
            Fixtures.threeDomains(),
            List.of(
                new EntryThunk(
                    "__fxe.aligned_alloc", "aligned_alloc", -1, Fixtures.ints(2), List.of(), ""),
                new EntryThunk(
                    "__fxe.flexos_malloc_whitelist",
                    "flexos_malloc_whitelist",
                    -1,
                    Fixtures.ints(1),
                    List.of(),
                    "")));
    String assembly =
        Emitter.emit(plan, Fixtures.demoImage(), Fixtures.demoFacts(false)).assembly();
    assertThat(body(assembly, "__fxe.aligned_alloc"))
        .contains("je __fxm.0.memalign", "je __fxm.1.memalign")
        .doesNotContain("je __fxm.2.memalign");
    assertThat(body(assembly, "__fxe.flexos_malloc_whitelist")).contains("je __fxms.1.malloc");
    assertThat(assembly).contains("\n__fxm.1.memalign:").contains("\n__fxms.1.malloc:");
  }

  private static List<String> body(String assembly, String label) {
    int start = assembly.indexOf("\n" + label + ":\n") + label.length() + 3;
    return assembly
        .substring(start, assembly.indexOf(".size " + label, start))
        .lines()
        .map(l -> l.replaceAll("#.*", "").strip())
        .toList();
  }

  @Test
  void givesWeakFunctionsThatNothingDefinesANullAddressButATrappingCall() {
    assertThat(demo(false).linkerScript())
        .contains("__fxc.app.maybe = __fx_dead;\n")
        .contains("__fxe.maybe = 0;\n");
  }
}
