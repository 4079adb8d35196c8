package org.flexos.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperandSizeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "movb $1, (%rdi)|1",
        "movl (%rax), %eax|4",
        "movq %rax, (%rdi)|8",
        "movzbl (%rdi), %eax|1",
        "movslq (%rdi), %rax|4",
        "movups %xmm0, (%rdi)|16",
        "movsd (%rdi), %xmm0|8",
        "rep stosb %al, %es:(%rdi)|1",
        "cmpw $3, (%rsi)|2",
        "ud2|0",
      })
  void knowsTheSize(String instruction, int size) {
    assertThat(OperandSize.of(instruction)).isEqualTo(size);
  }
}
