package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    for (String program : List.of("redis-benchmark", "busybox", "apt-get", "dpkg-deb")) {
      assumeTrue(isThere(program), "skipped: no " + program + " on this machine");
    }
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

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
