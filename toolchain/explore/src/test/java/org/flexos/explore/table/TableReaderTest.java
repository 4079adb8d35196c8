package org.flexos.explore.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.flexos.explore.search.Measurement;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableReaderTest {
  static Stream<Arguments> badTables() {
    return Stream.of(
        Arguments.of(
            "", "t.csv:1:1: error: the file is empty; expected a header with 'id' and 'get'"),
        Arguments.of("id,get\n", "t.csv:1:1: error: the table has a header and no rows"),
        Arguments.of(
            "id,set\n00-00,1\n", "t.csv:1:1: error: no column 'get'; the columns are: id, set"),
        Arguments.of("id,get,get\n00-00,1,2\n", "t.csv:1:8: error: column 'get' stands here twice"),
        Arguments.of("id,get\n00-00,1,3\n", "t.csv:2:1: error: the row has 3 fields, the header 2"),
        Arguments.of(
            "id,get\n00-00,NaN\n", "t.csv:2:7: error: 'get' must be a positive number, was 'NaN'"),
        Arguments.of(
            "id,get,min,max,cv_pct,n_samples\n00-00,5,4,6,NaN,3\n",
            "t.csv:2:13: error: 'cv_pct' must be a number of at least 0, was 'NaN'"),
        Arguments.of(
            "get,id\nfast,00-00\n",
            "t.csv:2:1: error: 'get' must be a positive number, was 'fast'"),
        Arguments.of(
            "id,get\n00-00,-1\n\n01-00,\n",
            "t.csv:2:7: error: 'get' must be a positive number, was '-1'\n"
                + "t.csv:4:7: error: 'get' must be a positive number, was ''"),
        Arguments.of(
            "id,get\n00-00,5\n01-00,4\n00-00,5\n",
            "t.csv:4:1: error: configuration 00-00 stands here twice, first in line 2; keep one row"),
        Arguments.of(
            "id,get\n00-00,5\n000-000,4\n",
            "t.csv:3:1: error: id '000-000' has 3 components, the first row has 2"),
        Arguments.of(
            "id,get\n00-000,5\n",
            "t.csv:2:1: error: id '00-000' has 2 components before the '-' and 3 after it"),
        Arguments.of(
            "id,get\n10-00,5\n",
            "t.csv:2:1: error: id '10-00' does not number its compartments in the order in which"
                + " they first occur; write 01-00"),
        Arguments.of(
            "id,get\nlwip,5\n",
            "t.csv:2:1: error: id 'lwip' is not PARTITION-HARDENING, digits and then 0 or 1, as in"
                + " 0012-0011"),
        Arguments.of(
            "id,get\n00-00,5\n00-01,4\n01-00,4\n",
            "t.csv:4:1: error: partition 01 lacks 1 of the table's 2 hardenings: 01-01; add the"
                + " rows, or allow gaps with --partial"));
  }

  @ParameterizedTest
  @MethodSource("badTables")
  void namesThePlaceAndTheRemedy(String text, String expected) {
    assertThatThrownBy(() -> TableReader.read("t.csv", text, "get", false))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(expected);
  }

  @Test
  void saysHowManyRowsAreTooMany() {
    var text = new StringBuilder("id,get\n");
    for (int row = 0; row < 10_001; row++) {
      String bits = Integer.toBinaryString(1 << 14 | row).substring(1);
      text.append("00000000000000-").append(bits).append(",1\n");
    }
    assertThatThrownBy(() -> TableReader.read("t.csv", text.toString(), "get", false))
        .hasMessage(
            "t.csv:10002:1: error: the table has 10,001 rows, and at most 10,000 can be ordered;"
                + " leave out what cannot be in the answer");
  }

  @Test
  void gapsAreAllowedWhenAskedFor() {
    Table table = TableReader.read("t.csv", "id,get\n00-01,4\n01-00,4\n", "get", true);
    assertThat(table.ids()).containsExactly("00-01", "01-00");
    assertThat(table.baseline()).isEmpty();
  }

  @Test
  void readsWindowsLinesQuotesAndTheNamesOfComponents() {
    Table table =
        TableReader.read("t.csv", "\uFEFF\"id\",c_app,c_lwip,get\r\n01-10,0,1,7\r\n", "get", false);
    assertThat(table.points().get(0).describe()).isEqualTo("app | lwip; hardened: app");
  }

  @Test
  void takesTheSpreadOnlyForTheMetricItFits() {
    String text = "id,get,min,max,cv_pct,n_samples,set\n0-0,10,9,11,5,4,100\n";
    assertThat(TableReader.read("t.csv", text, "get", false).rows().get(0).measurement())
        .isEqualTo(new Measurement(10, 4, 0.5, 9, 11));
    assertThat(TableReader.read("t.csv", text, "set", false).rows().get(0).measurement())
        .isEqualTo(Measurement.run(100));
  }

  @Test
  void ordersOfUsersAreChecked() {
    List<String> ids = List.of("0-0", "0-1");
    assertThatThrownBy(() -> EdgesReader.read("e.csv", "lower,upper\n0-0,0-1\n0-1,0-0\n", ids))
        .hasMessage(
            "e.csv: error: the order goes in a circle: 0-0 < 0-1 < 0-0; drop one of the edges");
    assertThatThrownBy(() -> EdgesReader.read("e.csv", "lower,upper\n0-0, 1-1\n", ids))
        .hasMessage("e.csv:2:5: error: configuration '1-1' is not in the table");
    assertThatThrownBy(() -> EdgesReader.read("e.csv", "a,b\n", ids))
        .hasMessage("e.csv:1:1: error: the header must be 'lower,upper'");
    assertThat(EdgesReader.read("e.csv", "lower,upper\n0-0,0-1\n", ids).leq(0, 1)).isTrue();
  }
}
