package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.attack.Guard.Change;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every entry of every library with arguments that a seed draws (attacks A7, A17, A20, A21). A
 * finding is a report that blames somebody else than the fuzzer, a secret that was told or changed,
 * or a hang; the message has the command that replays it.
 */
@Tag("guest")
class FuzzTest {
  private static final String APART = "apart";
  private static final int ALL_RISKY = 1000;
  private static final int FEW_RISKY = 20;
  private static final String NULL_NODE =
      "    if (!ramfs_node(directory))\n        return -ENOENT;\n    long exists";

  @TempDir private Path folder;

  private FuzzImage image(String profile, Change... changes) throws IOException {
    return new FuzzImage(folder, Optional.of(profile).filter(p -> !p.isEmpty()), List.of(changes));
  }

  /** Findings of so many seeds, from 1. */
  private static List<String> findings(FuzzImage image, int seeds, Object... arguments)
      throws IOException {
    var found = new ArrayList<String>();
    for (int seed = 1; seed <= seeds; seed++) {
      var all = new ArrayList<Object>(List.of(seed));
      all.addAll(List.of(arguments));
      FuzzRun run = image.run(all.toArray());
      assertThat(run.calls()).as(run.result().err()).isPositive();
      run.finding().ifPresent(found::add);
    }
    return found;
  }

  @Test
  void noCallHarmsAnyoneElse() throws IOException {
    FuzzImage image = image(APART);
    assertThat(image.undescribed()).as("pointers of entries that nobody describes").isEmpty();
    assertThat(image.exported())
        .extracting(FuzzTable.Target::name)
        .contains("uk_sys_read", "uk_inet_send", "uk_thread_create", "uk_9p_walk")
        .hasSizeGreaterThan(150);
    assertThat(findings(image, 3, 400)).isEmpty();
  }

  /** The control: an index that a library no longer looks at. */
  @Test
  void withoutACheckItIsFound() throws IOException {
    FuzzImage image =
        image(APART, new Change("os/lib/ramfs/nodes.c", NULL_NODE, "    long exists"));
    assertThat(findings(image, 1, 100, 0, 0, "ramfs:make_link"))
        .singleElement()
        .asString()
        .contains("compartment rest is to blame after", "library ramfs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", APART})
  @Tag("long")
  void noCallHarmsAnyoneElseForLong(String profile) throws IOException {
    FuzzImage image = image(profile);
    assertThat(findings(image, 30, 1000)).isEmpty();
    assertThat(findings(image, 10, 1000, FEW_RISKY)).isEmpty();
  }

  private static Arguments check(
      String file, String find, String instead, int risk, String functions) {
    return Arguments.of(new Change("os/" + file, find, instead), risk, functions);
  }

  static List<Arguments> checks() {
    return List.of(
        check(
            "lib/vfscore/library.yaml",
            "  console_write:\n  - {index: 1, kind: in, size: arg2, at-most: 65536}\n",
            "",
            0,
            "console:"),
        check(
            "lib/vfscore/library.yaml",
            "  console_ioctl:\n  - {index: 2, kind: inout, size: 8, copied: success}\n",
            "",
            0,
            "console:"),
        check(
            "lib/flexos-core/copy.c",
            "    if (owner >= 0 && owner != (long)c.gate->from)",
            "    if (owner < -1000)",
            ALL_RISKY,
            "uk_thread_create"),
        check(
            "lib/uk9p/session.c",
            "    if (session < 0 || session >= count)\n        return -EBADF;\n",
            "",
            0,
            "uk_9p_"),
        check(
            "lib/vfscore/walk.c",
            "int result = path ? copy(walk->rest, path) : -EFAULT;",
            "int result = copy(walk->rest, path);",
            0,
            "uk_sys_"),
        check(
            "external/lwip/glue/thread.c",
            "    if (is_booted) /* everybody can call it */\n        return;\n",
            "",
            0,
            "uk_net_boot"),
        check(
            "external/lwip/library.yaml",
            "  ip4_input:\n  - {index: 0, kind: own}\n  - {index: 1, kind: own}\n",
            "  ip4_input:\n  - {index: 0, kind: in, size: 1}\n  - {index: 1, kind: in, size: 1}\n",
            0,
            "ip4_input"));
  }

  /** The same of others, each of which the fuzzer was needed for, or would have been enough. */
  @ParameterizedTest
  @MethodSource("checks")
  @Tag("long")
  void withoutAnyCheckItIsFound(Change change, int risk, String functions) throws IOException {
    assertThat(findings(image(APART, change), 3, 1500, risk, 0, functions)).isNotEmpty();
  }
}
