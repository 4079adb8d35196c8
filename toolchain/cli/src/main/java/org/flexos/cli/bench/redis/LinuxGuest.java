package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flexos.catalog.DebianKernel;
import org.flexos.cli.Session;
import org.flexos.cli.run.InitrdStep;
import org.flexos.exec.BackgroundProgram;
import org.flexos.exec.LinuxRun;

/** Debian's Redis on Debian's kernel for virtual machines, ready to be booted. */
final class LinuxGuest {
  static final String NAME = "Linux";

  /** Nothing that slows it down: no log on the console, no randomised kernel to relocate. */
  static final String COMMAND_LINE = "console=ttyS0 quiet nokaslr panic=-1";

  private final Session session;
  private final DebianKernel kernel;
  private final Path initrd;
  private final Map<String, String> environment;

  private LinuxGuest(
      Session session, DebianKernel kernel, Path initrd, Map<String, String> environment) {
    this.session = session;
    this.kernel = kernel;
    this.initrd = initrd;
    this.environment = environment;
  }

  /**
   * @param folder gets the file system
   * @param redisArguments those of the image it is compared with
   * @param environment QEMU's
   */
  static LinuxGuest prepare(
      Session session, Path folder, List<String> redisArguments, Map<String, String> environment)
      throws IOException {
    DebianKernel kernel = DebianKernel.get(session.cache(), session.runner(), session::say);
    Path root = folder.resolve("linux-root");
    new Initramfs(session.runner(), kernel.tree())
        .write(root, session.home().resolve(FlexosGuest.APPLICATION), redisArguments);
    Path initrd =
        InitrdStep.run(Optional.of(root), folder, folder.resolve("linux.cpio")).orElseThrow();
    return new LinuxGuest(session, kernel, initrd, environment);
  }

  String kernelVersion() {
    return kernel.release() + " (" + kernel.version() + ")";
  }

  /**
   * @param folder new and empty; gets what the guest says
   */
  GuestServer start(int memoryMiB, Path folder) {
    int port = GuestServer.freePort();
    var run =
        new LinuxRun(kernel.image(), initrd, memoryMiB, COMMAND_LINE, FlexosGuest.network(port));
    return new GuestServer(
        NAME,
        port,
        BackgroundProgram.start(
            session::log, run.command(), environment, folder.resolve("console.txt")));
  }
}
