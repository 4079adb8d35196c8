package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            GuestDevices.NONE,
            Duration.ofSeconds(10));
    assertThat(String.join(" ", QemuCommand.arguments(run, Path.of("/t/a,b"))))
        .isEqualTo(
            "qemu-system-x86_64 -M microvm,acpi=off -accel tcg -cpu max -smp 1,maxcpus=2 -m 64"
                + " -kernel /b/x.elf -initrd /b/x.cpio -append one \"two words\" -nodefaults -no-user-config"
                + " -display none -no-reboot -serial stdio"
                + " -device isa-debug-exit,iobase=0xf4,iosize=4"
                + " -chardev file,id=ctl,path=/t/a,,b -device isa-debugcon,iobase=0xe9,chardev=ctl"
                + " -icount shift=0,sleep=off -seed 1");
  }

  /** The guest would drop what is behind. */
  @Test
  void refusesMoreArgumentsThanTheGuestReads() {
    var most = new ArrayList<>(List.of("uktime.epoch=1", "--"));
    most.addAll(Collections.nCopies(128, "x"));
    assertThat(QemuCommand.commandLine(most, QemuCommand.MOST_BYTES)).endsWith(" x x");
    most.add("x");
    assertThatThrownBy(() -> QemuCommand.commandLine(most, QemuCommand.MOST_BYTES))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "error: the guest's command line has 129 arguments and 275 bytes, and it reads no more"
                + " than 128 and 2047; put what is long into a file of its RAM disk");
    assertThat(QemuCommand.commandLine(List.of("--", "x".repeat(2044)), 2047)).hasSize(2047);
    assertThatThrownBy(() -> QemuCommand.commandLine(List.of("--", "é".repeat(1023)), 2047))
        .hasMessageContaining("has 1 arguments and 2049 bytes");
  }

  @Test
  void keepsTheMemoryInAFileForThoseWhoReadIt(@TempDir Path folder) throws IOException {
    var run =
        new GuestRun(
            Path.of("/b/x.elf"),
            Optional.empty(),
            96,
            Accelerator.TCG,
            false,
            List.of(),
            GuestDevices.NONE,
            Duration.ofSeconds(10));
    try (var memory = GuestMemory.create()) {
      assertThat(String.join(" ", QemuCommand.arguments(run.in(memory), folder)))
          .contains("-M microvm,acpi=off,memory-backend=ram ")
          .contains(
              "-object memory-backend-file,id=ram,share=on,size=96M,mem-path=" + memory.file());
      assertThat(memory.word(0x200000)).as("before the guest wrote anything").isZero();
      Files.write(memory.file(), new byte[] {9, 1, 2, 0, 0, 0, 0, 0, 0, 9});
      assertThat(memory.word(1)).isEqualTo(0x201);
    }
  }

  @Test
  void givesTheGuestTheDevicesItsLibrariesAskFor() {
    var forwards =
        List.of(
            PortForward.parse("6379:6380").orElseThrow(),
            PortForward.parse("127.0.0.2:53:5353/udp").orElseThrow());
    var network =
        new GuestDevices(Optional.of(new GuestDevices.UserNetwork(forwards, "")), true, List.of());
    assertThat(String.join(" ", network.arguments(Machine.MICROVM)))
        .isEqualTo(
            "-global virtio-mmio.force-legacy=false -netdev user,id=net0,"
                + "hostfwd=tcp:127.0.0.1:6379-:6380,hostfwd=udp:127.0.0.2:53-:5353"
                + " -device virtio-net-device,netdev=net0 -device virtio-rng-device");
    assertThat(new GuestDevices.UserNetwork(forwards.subList(0, 1), "10.0.2.77").backend())
        .isEqualTo("user,id=net0,hostfwd=tcp:127.0.0.1:6379-10.0.2.77:6380");
    var tap = new GuestDevices(Optional.of(new GuestDevices.TapNetwork("tap0")), false, List.of());
    assertThat(tap.arguments(Machine.MICROVM))
        .contains("tap,id=net0,ifname=tap0,script=no,downscript=no");
    assertThat(GuestDevices.NONE.arguments(Machine.MICROVM)).isEmpty();
    var volume = new GuestDevices.Volume(Path.of("/a,b"), "volume0", "/data");
    assertThat(
            String.join(
                " ",
                new GuestDevices(Optional.empty(), false, List.of(volume))
                    .arguments(Machine.MICROVM)))
        .isEqualTo(
            "-global virtio-mmio.force-legacy=false"
                + " -fsdev local,id=volume0,path=/a,,b,security_model=none,multidevs=remap"
                + " -device virtio-9p-device,fsdev=volume0,mount_tag=volume0");
    assertThat(volume.parameter()).isEqualTo("vfs.mount=9p:volume0:/data");
  }

  @Test
  void putsTheSameDevicesOnPciWhereTheMachineHasIt() {
    var run =
        new GuestRun(
                Path.of("/b/x.elf"),
                Optional.empty(),
                64,
                Accelerator.TCG,
                false,
                List.of(),
                new GuestDevices(
                    Optional.of(new GuestDevices.TapNetwork("tap0")),
                    true,
                    List.of(new GuestDevices.Volume(Path.of("/a"), "volume0", "/data"))),
                Duration.ofSeconds(10))
            .on(Machine.named("q35"));
    assertThat(String.join(" ", QemuCommand.arguments(run, Path.of("/t/a"))))
        .startsWith("qemu-system-x86_64 -M q35 -accel tcg ")
        .endsWith(
            " -device virtio-net-pci,netdev=net0,romfile= -device virtio-rng-pci"
                + " -fsdev local,id=volume0,path=/a,security_model=none,multidevs=remap"
                + " -device virtio-9p-pci,fsdev=volume0,mount_tag=volume0")
        .doesNotContain("mmio");
    assertThatThrownBy(() -> Machine.named("pc"))
        .hasMessageContaining("--machine pc: unknown machine (allowed: microvm, q35)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "6379",
        "6379:",
        ":1",
        "0:1",
        "1:65536",
        "1:2/sctp",
        "a:b",
        "300.1.1.1:1:2",
        "1:2:3"
      })
  void refusesWhatIsNoPairOfPorts(String text) {
    assertThat(PortForward.parse(text)).isEmpty();
  }
}
