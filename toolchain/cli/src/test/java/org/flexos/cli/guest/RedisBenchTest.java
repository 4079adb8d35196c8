package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.flexos.cli.Cli;
import org.flexos.model.json.JsonText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole comparison with a Linux guest, once; times are not judged. */
@Tag("guest")
@Tag("long")
class RedisBenchTest {
  @Test
  void measuresBothGuestsAndLeavesNothingBehind() {
    HostProgram.assume("redis-benchmark", "busybox", "apt-get", "dpkg-deb");
    var result = Cli.run("bench", "redis", "--only", "wall", "--rounds", "1", "--json");
    assumeTrue(
        !result.err().contains("no Linux to compare with"), "skipped: " + result.err().strip());
    assertThat(result.status()).as(result.err()).isZero();
    Map<?, ?> measured = (Map<?, ?>) JsonText.parse(result.out());
    List<?> loads = (List<?>) measured.get("loads");
    assertThat(loads).hasSize(8);
    for (Object load : loads) {
      Map<?, ?> rate = (Map<?, ?>) ((Map<?, ?>) load).get("per_second");
      assertThat((Double) rate.get("median")).as("%s", load).isPositive();
    }
    List<?> figures = (List<?>) measured.get("figures");
    assertThat(figures.stream().map(f -> (Map<?, ?>) f))
        .filteredOn(f -> f.get("unit").equals("MiB"))
        .hasSize(2)
        .allSatisfy(f -> assertThat((Boolean) f.get("met")).as("%s", f).isTrue());
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }
}
