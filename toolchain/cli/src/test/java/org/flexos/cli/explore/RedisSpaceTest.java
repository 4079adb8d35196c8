package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** Hardened is with every hardening there is; a component's own libraries go with it. */
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
