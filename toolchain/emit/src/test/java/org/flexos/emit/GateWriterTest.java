package org.flexos.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan.Copying;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateWriterTest {
  private static String gate(GateVariant variant, AbiShape shape, boolean x87) {
    var asm = new Asm();
    new GateWriter(Fixtures.planOf(Fixtures.threeDomains(), List.of()))
        .write(asm, new GateSpec("g", 7, 1, 0, "f", variant, shape, x87, Copying.NONE));
    return asm.toString();
  }

  private static List<String> instructions(String text) {
    return text.lines()
        .filter(l -> l.startsWith("    "))
        .map(l -> l.replaceAll("#.*", "").strip())
        .toList();
  }

  /** What the register holds beyond the result may be the callee's secret. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT8 | movzbl %al, %esi | movzbl %al, %r10d",
        "INT16 | movzwl %ax, %esi | movzwl %ax, %r10d",
        "INT32 | mov %eax, %esi | mov %eax, %r10d",
        "INT | mov %rax, %rsi | mov %rax, %r10",
        "INT_INT | mov %rax, %rsi | mov %rax, %r10",
      })
  void takesBackNoMoreThanTheResult(AbiShape.Result result, String own, String shared) {
    var shape = new AbiShape(1, 0, 0, result, false);
    assertThat(takesBack(GateVariant.STRICT, shape)).containsExactly(own);
    assertThat(takesBack(GateVariant.FULL, shape)).containsExactly(own);
    assertThat(takesBack(GateVariant.LIGHT, shape)).containsExactly(shared);
  }

  private static List<String> takesBack(GateVariant variant, AbiShape shape) {
    return instructions(gate(variant, shape, false)).stream()
        .filter(i -> i.matches("mov(zbl|zwl)? %(al|ax|eax|rax), %.*"))
        .toList();
  }

  /** A plain call runs the callee only; a gate runs its own instructions besides. */
  @ParameterizedTest
  @CsvSource({
    "LIGHT, 1, false, 17", "LIGHT, 2, false, 17", "LIGHT, 4, false, 21",
    "FULL, 1, false, 58", "FULL, 4, false, 61", "FULL, 1, true, 61",
    "STRICT, 1, false, 68", "STRICT, 4, false, 71", "STRICT, 1, true, 71"
  })
  void runsSoManyInstructionsBeyondAPlainCall(
      GateVariant variant, int ints, boolean x87, int expected) {
    assertThat(instructions(gate(variant, Fixtures.ints(ints), x87))).hasSize(expected);
  }

  @ParameterizedTest
  @EnumSource(GateVariant.class)
  void countsItsCallsFirstWhereThePlanSaysSo(GateVariant variant) {
    var asm = new Asm();
    new GateWriter(Fixtures.planOf(Fixtures.threeDomains(), List.of()).counting())
        .write(
            asm, new GateSpec("g", 7, 1, 0, "f", variant, Fixtures.ints(1), false, Copying.NONE));
    List<String> counting = instructions(asm.toString());
    assertThat(counting.get(0)).isEqualTo("incq __fxcount.7");
    assertThat(counting.subList(1, counting.size()))
        .isEqualTo(instructions(gate(variant, Fixtures.ints(1), false)));
  }

  @ParameterizedTest
  @EnumSource(GateVariant.class)
  void comparesTheRightsAfterEveryWrpkru(GateVariant variant) {
    List<String> code = instructions(gate(variant, Fixtures.ints(6), false));
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i).equals("wrpkru")) {
        String value = code.get(i - 1).replace("mov ", "cmp ");
        assertThat(code.subList(i + 1, i + 3)).containsExactly(value, "jne __fxbad.rights");
      }
    }
    assertThat(code.stream().filter("wrpkru"::equals)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL", "STRICT"})
  void touchesNoStackBetweenGivingUpRightsAndTheOtherSidesOwn(GateVariant variant) {
    var shape = new AbiShape(6, 8, 38, Result.SSE_SSE, true);
    List<String> code = instructions(gate(variant, shape, true));
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i).equals("wrpkru")) {
        assertThat(code.get(i + 3)).matches("mov %gs:0x[0-9a-f]+, %rsp");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "6", "7", "8", "9", "11", "13", "38"})
  void carriesEveryStackWordOnceAndKeepsTheStackAligned(int words) {
    String text = gate(GateVariant.STRICT, new AbiShape(0, 0, words, Result.INT, false), false);
    var covered = new boolean[words];
    for (String line : instructions(text)) {
      var m =
          java.util.regex.Pattern.compile("v?mov(?:dqu|q)? %([a-z0-9]+), (\\d+)\\(%rsp\\)")
              .matcher(line);
      if (m.matches()) {
        String register = m.group(1);
        int width = register.startsWith("ymm") ? 4 : line.startsWith("vmovdqu") ? 2 : 1;
        for (int i = 0; i < width; i++) {
          int word = Integer.parseInt(m.group(2)) / 8 + i;
          assertThat(covered[word]).as("word %d stored twice", word).isFalse();
          covered[word] = true;
          String load = line.startsWith("vmov") ? line.substring(0, line.indexOf(' ')) : "mov";
          assertThat(text)
              .contains(load + " " + (80 + Integer.parseInt(m.group(2))) + "(%rsp), %" + register);
        }
      }
    }
    assertThat(covered).doesNotContain(false);
    int bytes = 8 * (words + words % 2);
    if (words > 0) {
      assertThat(text).contains("sub $" + bytes + ", %rsp").contains("add $" + bytes + ", %rsp");
    }
  }

  @Test
  void refusesMoreStackWordsThanRegistersAndNamesTheEdge() {
    assertThatThrownBy(
            () -> gate(GateVariant.FULL, new AbiShape(0, 0, 39, Result.NONE, false), false))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "error: the call of 'f' from comp2 to comp1 passes 312 bytes on the stack, more than a"
                + " gate carries (at most 304); pass the struct by pointer, or place both libraries"
                + " in one compartment");
  }

  @Test
  void clearsVectorRegistersThatCarryNothing() {
    String text = gate(GateVariant.STRICT, new AbiShape(1, 2, 0, Result.SSE, false), false);
    assertThat(text).contains("vzeroupper").doesNotContain("vzeroall");
    assertThat(text).contains("vpxor %xmm1, %xmm1").contains("vpxor %xmm15, %xmm15");
    // Two arguments are kept on the way in, one result on the way out.
    assertThat(text.split("vpxor %xmm1, ", -1)).hasSize(2);
    assertThat(text).doesNotContain("vpxor %xmm0,");
  }

  @Test
  void keepsBothHalvesOfAPairResult() {
    String text = gate(GateVariant.STRICT, new AbiShape(1, 0, 0, Result.INT_INT, false), false);
    assertThat(text).contains("mov %rdx, %rdi").contains("mov %rdi, %rdx");
  }

  @Test
  void carriesLongDoubleResultsThroughTheCallersMemory() {
    List<String> code =
        instructions(gate(GateVariant.STRICT, new AbiShape(1, 0, 0, Result.X87_X87, false), false));
    assertThat(code)
        .containsSubsequence(
            "fnclex",
            "fldcw __fx_fcw",
            "fstpt -16(%rsp)",
            "fstpt -32(%rsp)",
            "xrstor __fx_xinit",
            "fldcw 16(%rsp)",
            "fldt -32(%rsp)",
            "fldt -16(%rsp)");
  }

  @Test
  void tellsVariadicFunctionsHowManyVectorRegistersCarryArguments() {
    List<String> code =
        instructions(gate(GateVariant.STRICT, new AbiShape(2, 3, 0, Result.INT, true), false));
    assertThat(code.get(code.indexOf("call f") - 1)).isEqualTo("mov $3, %eax");
  }
}
