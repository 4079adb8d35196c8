package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import org.flexos.cli.ExitCode;
import org.flexos.exec.AcceleratorChoice;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say, word for word, when files, the machine or the guest's memory do not do. */
@Tag("guest")
class BadCircumstancesTest {
  private static final String APPLICATION = Cli.home().resolve("os/tests/faults").toString();

  @TempDir Path folder;

  @Test
  void anInitialRamDiskThatIsMissing() {
    Path missing = folder.resolve("none.cpio");
    refused(
        Cli.run("run", APPLICATION, "--initrd", missing.toString()),
        "error: --initrd "
            + missing
            + ": no such file or folder; name a cpio archive (newc) or a folder to pack");
  }

  @Test
  void anInitialRamDiskThatIsNoArchive() throws IOException {
    Path tar = Files.writeString(folder.resolve("files.tar"), "ustar");
    refused(
        Cli.run("run", APPLICATION, "--initrd", tar.toString()),
        "error: --initrd "
            + tar
            + ": not a cpio archive of the newc kind (it does not begin with 070701); name the"
            + " folder itself, or pack it with: find . | cpio -o -H newc");
  }

  @Test
  void anInitialRamDiskForWhichThereIsNoFileSystem() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    String remedy = "this image has no file system for it; put ramfs under libraries in kraft.yaml";
    refused(
        Cli.run("run", APPLICATION, "--initrd", files.toString()),
        "error: --initrd " + files + ": " + remedy);
    Path application = Files.createDirectory(folder.resolve("application"));
    Path own = Files.createDirectory(application.resolve("initrd"));
    Files.writeString(application.resolve("library.yaml"), "name: small\nsources: [main.c]\n");
    Files.writeString(application.resolve("main.c"), "int main(void) { return 42; }\n");
    String kraft = "specification: '0.6'\nname: small\n";
    assertThat(run(application, kraft))
        .isEqualTo("warning: " + own + " is not in the guest: " + remedy + "\n");
    assertThat(run(application, kraft + "libraries: {ramfs: }\n")).isEmpty();
  }

  private static String run(Path application, String kraft) throws IOException {
    Files.writeString(application.resolve("kraft.yaml"), kraft);
    Cli.Result result = Cli.run("run", application.toString());
    assertThat(result.status()).as(result.err()).isEqualTo(42);
    return result.err();
  }

  @Test
  void anAcceleratorThatCannotRunTheDriver() {
    Optional<String> reason = new AcceleratorChoice().whyNotKvm(true);
    assumeThat(reason).as("this machine's KVM runs protection keys").isPresent();
    refused(
        Cli.run("run", APPLICATION, "--driver", "intel-pku", "--accel", "kvm"),
        "error: --accel kvm cannot run this image: "
            + reason.orElseThrow()
            + "; use --accel tcg or auto");
  }

  @Test
  void aGuestWithTooLittleMemory() {
    refused(Cli.run("run", APPLICATION, "-M", "7"), "error: -M 7: a guest needs at least 8 MiB");
  }

  /** A device would be replaced by the image. */
  @Test
  void anImageThatIsNoPlainFile() {
    refused(
        Cli.run("build", APPLICATION, "-o", folder.toString()),
        "error: -o " + folder + ": is not a plain file; name one for the image");
  }

  /** Another test may be building the same application. */
  private static String words(Cli.Result result) {
    return result.err().replaceFirst("^waiting for another build in .*\n", "");
  }

  private static void refused(Cli.Result result, String said) {
    assertThat(words(result)).isEqualTo(said + "\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
  }

  @Test
  void aGuestThatRunsOutOfMemoryIsToldSo() {
    Cli.Result result = Cli.run("run", APPLICATION, "-M", "8", "--", "exhaust");
    assertThat(result.out()).matches("out of memory after \\d+ chunks of 100000 bytes\n");
    assertThat(words(result)).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  void aDiskThatIsFullLeavesTheFormerImage() throws Exception {
    Path disk = smallDisk("64k");
    try {
      Path image = Files.writeString(disk.resolve("faults.elf"), "former");
      Cli.Result result = Cli.run("build", APPLICATION, "-o", image.toString());
      assertThat(result.err())
          .isEqualTo(
              "error: disk full while writing in "
                  + disk
                  + "; a former image is as it was: free some space and try again\n");
      assertThat(result.status()).isEqualTo(ExitCode.ENVIRONMENT.status());
      assertThat(image).hasContent("former");
      try (var left = Files.list(disk)) {
        assertThat(left).containsExactlyInAnyOrder(image, disk.resolve(".lock"));
      }
    } finally {
      mount("umount", disk.toString());
    }
  }

  @Test
  void aDiskWithoutRoomForLlvmIsSaidSo() throws Exception {
    Path disk = smallDisk("8m");
    try {
      ProcessBuilder doctor = Cli.process(folder, "doctor").redirectErrorStream(true);
      doctor
          .command()
          .replaceAll(a -> a.startsWith("-Dflexos.cache=") ? "-Dflexos.cache=" + disk : a);
      doctor.command().add(1, "-Dorg.bytedeco.javacpp.cachedir=" + disk);
      Process process = doctor.start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(said).contains("LLVM: missing or unusable; free 0.5 GB below ~/.javacpp\n");
      assertThat(process.waitFor()).isEqualTo(ExitCode.ENVIRONMENT.status());
    } finally {
      mount("umount", disk.toString());
    }
  }

  private Path smallDisk(String size) throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(mount("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()))
        .as("only root may mount the small disk")
        .isZero();
    return disk;
  }

  private static int mount(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** In a process of its own: locks are between processes. */
  @Test
  void aSecondBuildInTheSameFolderWaitsForTheFirst() throws Exception {
    Path image = folder.resolve("faults.elf");
    Process second;
    try (FileChannel first =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      first.lock();
      second =
          Cli.process(folder, "build", APPLICATION, "-o", image.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(second.errorReader().readLine())
          .isEqualTo("waiting for another build in " + folder);
      assertThat(image).doesNotExist();
    }
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(image).exists();
  }
}
