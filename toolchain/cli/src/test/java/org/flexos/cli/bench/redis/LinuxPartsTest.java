package org.flexos.cli.bench.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Linux guest is put together from. */
class LinuxPartsTest {
  @TempDir private Path folder;

  private Path module(String name, String depends) throws IOException {
    Path file = folder.resolve(name + ".ko");
    return Files.writeString(file, "\177ELF...license=GPL\0depends=" + depends + "\0name=x\0");
  }

  @Test
  void loadsAModuleBehindWhatItNeeds() throws IOException {
    Path net = module("virtio_net", "virtio,net-failover");
    Path failover = module("net-failover", "");
    Path virtio = module("virtio", "virtio_ring");
    Path ring = module("virtio_ring", "");
    assertThat(new KernelModules(folder).inOrder(List.of("virtio", "virtio_net")))
        .containsExactly(ring, virtio, failover, net);
  }

  @Test
  void namesTheModuleThatIsMissing() throws IOException {
    module("virtio", "virtio_ring");
    var modules = new KernelModules(folder);
    assertThatThrownBy(() -> modules.inOrder(List.of("virtio")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no module 'virtio_ring'");
  }

  @Test
  void initLoadsTheModulesAndBecomesRedis() {
    String init =
        Initramfs.init(
            List.of(Path.of("/k/virtio.ko"), Path.of("/k/virtio_net.ko")),
            List.of("/redis.conf", "--maxmemory", "100"));
    assertThat(init)
        .startsWith("#!/bin/busybox sh\n")
        .contains("for module in virtio.ko virtio_net.ko; do")
        .endsWith("exec /bin/redis-server /redis.conf --maxmemory 100\n");
  }
}
