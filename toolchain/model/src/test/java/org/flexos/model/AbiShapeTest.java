package org.flexos.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.flexos.model.AbiShape.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AbiShapeTest {
  @ParameterizedTest
  @CsvSource({
    "INT, INT32, INT32",
    "INT8, INT32, INT8",
    "INT_INT, INT16, INT16",
    "INT_INT, INT_SSE, INT",
    "INT_SSE, SSE_SSE, SSE",
    "X87_X87, X87, X87",
    "INT, SSE, NONE",
    "SSE, X87, NONE",
    "INT_INT, NONE, NONE",
    "UNKNOWN, INT_SSE, INT_SSE",
  })
  void resultsHaveInCommonWhatBothAreIn(Result one, Result other, Result common) {
    assertThat(one.common(other)).isEqualTo(common);
    assertThat(other.common(one)).isEqualTo(common);
  }

  @ParameterizedTest
  @EnumSource(Result.class)
  void everyTwoHaveSomethingInCommon(Result one) {
    assertThat(one.common(one)).isEqualTo(one);
    for (Result other : Result.values()) {
      assertThat(one.common(other).common(one)).isEqualTo(one.common(other));
    }
  }

  @Test
  void aCallGetsNothingThatTheFunctionDoesNotReturn() {
    var call = new AbiShape(2, 1, 3, Result.INT, true);
    var function = new AbiShape(1, 0, 0, Result.INT8, false);
    assertThat(call.returningFrom(function)).isEqualTo(new AbiShape(2, 1, 3, Result.INT8, true));
  }
}
