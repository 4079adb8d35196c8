package org.flexos.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    assertThat(script.indexOf("*(.text.fx.libc_small.copy.words)"))
        .isPositive()
        .isLessThan(script.indexOf("*(.text.fx.libc_small.*)"));
  }

  @Test
  void givesWeakFunctionsThatNothingDefinesANullAddressButATrappingCall() {
    assertThat(demo(false).linkerScript())
        .contains("__fxc.app.maybe = __fx_dead;\n")
        .contains("__fxe.maybe = 0;\n");
  }
}
