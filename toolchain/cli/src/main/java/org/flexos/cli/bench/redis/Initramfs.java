package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flexos.exec.ProcessRunner;
import org.flexos.exec.SearchPath;
import org.flexos.model.EnvironmentException;

/**
 * The Linux guest's root file system: busybox, Redis as Debian has built it, the libraries of both
 * from this machine, and the modules of a network card. Its first program becomes Redis.
 */
final class Initramfs {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** In Debian's redis-tools this file is the server, too; its name decides. */
  private static final String REDIS = "redis-check-rdb";

  private static final List<String> CARD = List.of("virtio_pci", "virtio_net");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  /** Addresses are those of QEMU's user network. */
  private static final String INIT =
      """
      #!/bin/busybox sh
      b=/bin/busybox
      $b mount -t devtmpfs dev /dev
      $b mount -t proc proc /proc
      $b mount -t sysfs sys /sys
      exec </dev/null >/dev/ttyS0 2>&1
      for module in @MODULES@; do
          $b insmod /modules/$module || echo "cannot load $module"
      done
      echo 1 >/proc/sys/vm/overcommit_memory
      $b ip link set lo up
      $b ip link set eth0 up
      $b ip addr add 10.0.2.15/24 dev eth0
      $b ip route add default via 10.0.2.2
      exec /bin/redis-server @ARGUMENTS@
      """;

  private final ProcessRunner runner;
  private final Path kernel;

  /**
   * @param kernel the files of Debian's kernel package
   */
  Initramfs(ProcessRunner runner, Path kernel) {
    this.runner = runner;
    this.kernel = kernel;
  }

  /**
   * @param root made, with everything in it
   * @param application whose redis.conf is used
   */
  void write(Path root, Path application, List<String> redisArguments) throws IOException {
    for (String folder : List.of("bin", "dev", "proc", "sys", "tmp", "modules")) {
      Files.createDirectories(root.resolve(folder));
    }
    program("busybox", "busybox-static", root, root.resolve("bin/busybox"));
    program(REDIS, "redis-tools", root, root.resolve("bin/redis-server"));
    copyAll(application.resolve("initrd"), root);
    List<Path> modules = new KernelModules(kernel.resolve("lib/modules")).inOrder(CARD);
    for (Path module : modules) {
      Files.copy(module, root.resolve("modules").resolve(module.getFileName()));
    }
    Path init = root.resolve("init");
    Files.writeString(init, init(modules, redisArguments));
    if (!init.toFile().setExecutable(true)) {
      throw new IOException(init + " cannot be made executable");
    }
  }

  static String init(List<Path> modules, List<String> redisArguments) {
    return INIT.replace(
            "@MODULES@",
            modules.stream().map(m -> m.getFileName().toString()).collect(Collectors.joining(" ")))
        .replace("@ARGUMENTS@", ProcessRunner.pasteable(redisArguments));
  }

  private void program(String name, String debianPackage, Path root, Path target)
      throws IOException {
    Path program =
        SearchPath.find(name)
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "no program "
                            + name
                            + " on this machine; install it with: apt-get install "
                            + debianPackage));
    copy(program, target);
    for (Path library : libraries(program)) {
      copy(library, root.resolve(library.toString().substring(1)));
    }
  }

  /** Paths as the program loader finds them; none for a static program. */
  private List<Path> libraries(Path program) {
    String said = runner.run(List.of("ldd", program.toString()), LIMIT).stdout();
    var found = new ArrayList<Path>();
    Matcher library = LIBRARY.matcher(said);
    while (library.find()) {
      found.add(Path.of(library.group(1)));
    }
    return found;
  }

  private static void copyAll(Path folder, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, target.resolve(folder.relativize(file)));
      }
    }
  }

  private static void copy(Path file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.copy(
        file.toRealPath(),
        target,
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
