package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorChoiceTest {
  @TempDir Path folder;

  private AcceleratorChoice machine(String flags, boolean device) throws IOException {
    Path cpu = folder.resolve("cpuinfo");
    Files.writeString(cpu, "processor\t: 0\nflags\t\t: fpu " + flags + "\n");
    Path kvm = folder.resolve("kvm");
    if (device) {
      Files.writeString(kvm, "");
    }
    return new AcceleratorChoice(cpu, kvm);
  }

  @Test
  void autoIgnoresADeviceWithoutTheFlags() throws IOException {
    assertThat(machine("sse2", true).choose("auto", true)).isEqualTo(Accelerator.TCG);
  }

  @Test
  void autoTakesKvmWhenItCanRunTheImage() throws IOException {
    assertThat(machine("vmx pku", true).choose("auto", true)).isEqualTo(Accelerator.KVM);
    assertThat(machine("svm", true).choose("auto", false)).isEqualTo(Accelerator.KVM);
    assertThat(machine("svm", true).choose("auto", true)).isEqualTo(Accelerator.TCG);
  }

  @Test
  void refusesKvmWithTheReason() throws IOException {
    var noKeys = machine("vmx", true);
    assertThatThrownBy(() -> noKeys.choose("kvm", true))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("no pku flag")
        .hasMessageContaining("use --accel tcg or auto");
    Files.delete(folder.resolve("kvm"));
    var noDevice = machine("vmx pku", false);
    assertThatThrownBy(() -> noDevice.choose("kvm", true))
        .hasMessageContaining("kvm does not exist");
  }

  @Test
  void refusesUnknownNames() throws IOException {
    var machine = machine("", false);
    assertThatThrownBy(() -> machine.choose("xen", false))
        .hasMessageContaining("unknown accelerator 'xen'; allowed: auto, tcg, kvm");
  }
}
