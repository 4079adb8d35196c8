package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flexos.exec.Accelerator;
import org.flexos.exec.AcceleratorChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
  @TempDir private Path folder;

  private AcceleratorChoice machine(String flags) throws IOException {
    Path cpu = folder.resolve("cpuinfo");
    Files.writeString(cpu, "flags\t\t: fpu " + flags + "\n");
    return new AcceleratorChoice(cpu, Files.writeString(folder.resolve("kvm"), ""));
  }

  /** The baseline needs no keys, but is compared with images that do. */
  @Test
  void allImagesRunOnTheAcceleratorThatRunsEach() throws IOException {
    assertThat(Boot.accelerator(machine("vmx"), false)).isEqualTo(Accelerator.TCG);
    assertThat(Boot.accelerator(machine("vmx pku"), false)).isEqualTo(Accelerator.KVM);
    assertThat(Boot.accelerator(machine("vmx pku"), true)).isEqualTo(Accelerator.TCG);
  }
}
