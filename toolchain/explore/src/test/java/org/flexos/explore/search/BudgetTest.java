package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  @ParameterizedTest
  @CsvSource({
    "get >= 500000, 500000",
    "get>=5e5, 500000",
    "get >= 500_000, 500000",
    "get >= 0.5 * baseline, 50",
    "get >= baseline*0.5, 50",
    "get >= baseline, 100",
    "p99.us <= 1.2*baseline, 120"
  })
  void readsLimits(String text, double limit) {
    assertThat(Budget.parse(text).limit(100)).isEqualTo(limit);
  }

  @Test
  void smallerCanBeBetter() {
    Budget budget = Budget.parse("p99 < 10");
    assertThat(budget.meets(10, 10)).isFalse();
    assertThat(budget.meets(9, 10)).isTrue();
    assertThat(budget.utility(9)).isGreaterThan(budget.utility(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "get",
        "get = 5",
        "get >= ",
        "5 >= get",
        "get >= x",
        "get >= 5 * base",
        "get >= 0.5 * 2 * baseline",
        "get >= -1"
      })
  void refusesTheRestAndShowsTheForm(String text) {
    assertThatThrownBy(() -> Budget.parse(text))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "error: budget '"
                + text
                + "' is not understood; a budget is METRIC OP LIMIT, where OP"
                + " is one of >=, >, <=, < and LIMIT is NUMBER, NUMBER * baseline, or baseline, as"
                + " in 'get >= 0.5 * baseline'");
  }

  @Test
  void refusesALimitOfNothing() {
    assertThatThrownBy(() -> Budget.parse("get >= 0"))
        .hasMessage("error: budget 'get >= 0': the limit must be a positive number, was 0");
  }
}
