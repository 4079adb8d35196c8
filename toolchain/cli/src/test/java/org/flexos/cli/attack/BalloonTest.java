package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack A8 by a device that is sent addresses as content, where no check of descriptors sees them:
 * a balloon, which takes frames away. {@code run} gives no guest such a device; others may.
 */
@Tag("guest")
class BalloonTest {
  private static final String APPLICATION = "os/tests/netdev";

  /** As {@code run} starts it, and a balloon. */
  private static final String QEMU =
      "qemu-system-x86_64 -M microvm,acpi=off -accel tcg -cpu max -smp 1,maxcpus=2 -m 64"
          + " -nodefaults -no-user-config -display none -no-reboot -serial stdio"
          + " -device isa-debug-exit,iobase=0xf4,iosize=4"
          + " -global virtio-mmio.force-legacy=false -device virtio-balloon-device";

  @TempDir private Path folder;

  @Test
  void ringZeroOpensNoBalloon() throws IOException, InterruptedException {
    Cli.Result built = Cli.run("build", Cli.home().resolve(APPLICATION).toString());
    assertThat(built.status()).as(built.err()).isZero();
    assertThat(boot(Cli.home())).contains("open: -1").doesNotContain("SUCCEEDED");
  }

  @Test
  void elseTheVictimsPageWouldBeGone() throws IOException, InterruptedException {
    var opened =
        new Guard.Change(
            "os/lib/flexos-core/devices.c",
            "(type >= 1 && type <= 4) || type == 9;",
            "(type >= 1 && type <= 5) || type == 9;");
    var without = new ChangedGuest(APPLICATION, folder).run(List.of(opened), "--", "balloon");
    assertThat(without.out()).as(without.err()).contains("open: -19"); // no such device here
    assertThat(boot(folder)).contains("open: 0", "SUCCEEDED: another compartment's memory is gone");
  }

  /** The console's text. */
  private String boot(Path home) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(QEMU.split(" ")));
    Path image = home.resolve(APPLICATION).resolve("build/netdev.elf");
    command.addAll(List.of("-append", "-- balloon", "-kernel", image.toString()));
    Path console = folder.resolve("console.txt");
    Process qemu =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    try {
      assertThat(qemu.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      qemu.destroyForcibly();
    }
    return Files.readString(console);
  }
}
