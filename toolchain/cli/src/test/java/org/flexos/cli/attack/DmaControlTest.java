package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack A8 without exactly the guard that stops it (DeviceTest sees it stopped): ring 0 believes a
 * descriptor's address. The victim's private memory goes out by the network card.
 */
@Tag("guest")
class DmaControlTest {
  @TempDir private Path folder;

  @Test
  void withoutTheGuardTheCardSendsWhatNobodyMayRead() throws IOException {
    var believed =
        new Guard.Change(
            "os/lib/flexos-core/devices.c",
            "    }\n    return (struct arch_paddr){0};\n}",
            "    }\n    return (struct arch_paddr){at}; /* an image's address is physical */\n}");
    var result = new ChangedGuest("os/tests/netdev", folder).run(List.of(believed), "--", "frame");
    assertThat(result.out())
        .as(result.err())
        .contains("submit: 1\n", "SUCCEEDED: the card sent another compartment's memory");
  }
}
