package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandTest {
  @Test
  void matchesTheGuestContract() {
    var run =
        new GuestRun(
            Path.of("/b/x.elf"),
            Optional.of(Path.of("/b/x.cpio")),
            64,
            Accelerator.TCG,
            true,
            List.of("one", "two words"),
            Duration.ofSeconds(10));
    assertThat(String.join(" ", QemuCommand.arguments(run, Path.of("/t/a,b"))))
        .isEqualTo(
            "qemu-system-x86_64 -M microvm -accel tcg -cpu max -m 64 -kernel /b/x.elf"
                + " -initrd /b/x.cpio -append one \"two words\" -nodefaults -no-user-config"
                + " -display none -no-reboot -serial stdio"
                + " -device isa-debug-exit,iobase=0xf4,iosize=4"
                + " -chardev file,id=ctl,path=/t/a,,b -device isa-debugcon,iobase=0xe9,chardev=ctl"
                + " -icount shift=0,sleep=off");
  }
}
