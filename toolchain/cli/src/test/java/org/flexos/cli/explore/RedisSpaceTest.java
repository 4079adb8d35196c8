package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flexos.cli.Cli;
import org.flexos.config.ExploreReader;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Space;
import org.flexos.explore.space.SpaceIds;
import org.flexos.explore.space.SpaceList;
import org.flexos.explore.table.Table;
import org.flexos.explore.table.TableReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The space of apps/redis is the original's, configuration by configuration. */
class RedisSpaceTest {
  private static final Path DATA = Cli.home().resolve("data/flexos-asplos22/redis80.csv");

  private final ExploreSpec spec = ExploreReader.read(Cli.home().resolve("apps/redis"));
  private final Space space = AppSpace.of(spec);
  private final SpaceIds ids = new SpaceIds(space);

  @Test
  void hasTheEightyConfigurationsUnderTheOriginalsNames() {
    Table recorded = TableReader.read("redis80.csv", TextFile.read(DATA), "get_mean", false);
    List<Configuration> all = SpaceList.all(space, 1000).orElseThrow();
    assertThat(all.stream().map(ids::id)).containsExactlyInAnyOrderElementsOf(recorded.ids());
    assertThat(ids.id(space.least().get(0))).isEqualTo("0000-0000");
  }

  @Test
  void needsACostForEachGateOnOffer(@TempDir Path folder) throws IOException {
    String table = Files.readString(Cli.home().resolve("data/costs/skylake.yaml"));
    Path costs =
        Files.writeString(folder.resolve("c.yaml"), table.replace("  strict:", "  stricter:"));
    Cli.Result result =
        Cli.run(
            "explore",
            Cli.home().resolve("apps/redis").toString(),
            "--budget",
            "get >= 1",
            "--costs",
            costs.toString());
    assertThat(result.err())
        .contains("error: " + costs + " has no gate 'strict', which the space offers; say under");
    assertThat(result.status()).isEqualTo(1);
  }

  /** In whatever order the sets are written: the baseline has the least of them. */
  @Test
  void putsTheLeastHardeningFirst(@TempDir Path folder) throws IOException {
    Files.copy(Cli.home().resolve("apps/redis/kraft.yaml"), folder.resolve("kraft.yaml"));
    Files.writeString(
        folder.resolve("explore.yaml"),
        "components: [redis, musl]\nhardening: {redis: [all, ubsan, none], musl: [all]}\n");
    Space other = AppSpace.of(ExploreReader.read(folder));
    var names = new SpaceIds(other);
    Configuration least = other.least().get(0);
    assertThat(names.id(least)).isEqualTo("00-01");
    assertThat(names.point(least).hardened()).isEqualTo("musl");
    assertThat(names.point(names.parse("00-11")).hardened()).isEqualTo("redis (ubsan), musl");
    assertThat(names.point(names.parse("00-21")).hardened()).isEqualTo("redis, musl");
  }

  /** Hardened is as the original's; a component's own libraries go with it. */
  @Test
  void makesProfilesOfThem() {
    assertThat(ProfileText.of(spec, space, ids.parse("0012-1010")))
        .isEqualTo(
            """
            # written by flexos explore: 0012-1010
            compartments:
              - name: c0
                mechanism: {driver: intel-pku, gate: strict}
                default: true
                sharing: {stack: private, heap: private}
              - name: c1
                mechanism: {driver: intel-pku, gate: strict}
                sharing: {stack: private, heap: private}
              - name: c2
                mechanism: {driver: intel-pku, gate: strict}
                sharing: {stack: private, heap: private}
            libraries:
              redis: {compartment: c0, hardening: [stack-protector, ubsan]}
              musl: {compartment: c0, hardening: []}
              uksched: {compartment: c1, hardening: [stack-protector, ubsan]}
              ukschedcoop: {compartment: c1, hardening: [stack-protector, ubsan]}
              lwip: {compartment: c2, hardening: []}
              virtio-net: {compartment: c2, hardening: []}
            """);
  }
}
