package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C library is chosen in kraft.yaml; what a choice lacks is said before anything is compiled.
 */
class LibraryOfCTest {
  @TempDir private Path folder;

  @BeforeEach
  void aServer() throws IOException {
    Files.writeString(
        folder.resolve("library.yaml"),
        "name: server\nsources: ['*.c']\nneeds: [libc, posix-sockets, posix-threads]\n");
    Files.writeString(folder.resolve("main.c"), "int main(void) { return 0; }\n");
  }

  private Cli.Result plan(String libraries) throws IOException {
    Files.writeString(
        folder.resolve("kraft.yaml"),
        "specification: '0.6'\nname: server\nlibraries:\n" + libraries + "  server: {}\n");
    return Cli.run("plan", folder.toString());
  }

  @Test
  void noChoiceIsAnErrorThatListsThem() throws IOException {
    assertThat(plan("").err())
        .contains(
            "kraft.yaml:1:1: error: 'server' needs a 'libc', and no library of the image provides"
                + " one; add one of these under libraries: musl, newlib");
  }

  @Test
  void twoAreTooMany() throws IOException {
    assertThat(plan("  musl: {}\n  newlib: {}\n").err())
        .contains(
            "kraft.yaml:5:3: error: musl and newlib both provide a 'libc', and an image has one;"
                + " drop one of them");
  }

  /** As the original's file for Redis chooses. */
  @Test
  void newlibSaysWhatItLacksForAServer() throws IOException {
    Cli.Result result =
        plan(
            """
              pthread-embedded: {version: staging}
              newlib:
                version: staging
                kconfig:
                - CONFIG_LIBNEWLIBC=y
                - CONFIG_LIBNEWLIBC_WANT_IO_C99_FORMATS=y
                - CONFIG_LIBNEWLIBC_LINUX_ERRNO_EXTENSIONS=y
            """
                .indent(0));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "kraft.yaml:4:3: error: library 'pthread-embedded' cannot be had: no archive that this"
                + " tool can fetch from has its sources; musl has threads of its own, so list musl"
                + " in the place of newlib, and drop this library")
        .contains(
            "kraft.yaml:5:3: error: 'server' needs a 'posix-sockets', and no library of the image"
                + " provides one; list musl in the place of newlib");
  }

  /** The original's file for Redis, as it is: all that stands between it and an image. */
  @Test
  void theOriginalsRedisIsToldWhatToChange() throws IOException {
    Path kraft = folder.resolve("kraft.yaml");
    Files.copy(
        Cli.home()
            .resolve("toolchain/config/src/test/resources/org/flexos/config/redis.kraft.yaml"),
        kraft);
    Files.delete(folder.resolve("library.yaml"));

    Cli.Result result = Cli.run("plan", folder.toString());

    String missing = kraft + ":39:3: error: 'redis' needs a '%s', and no library of the image";
    String remedy = " provides one; list musl in the place of newlib\n";
    assertThat(result.err())
        .isEqualTo(
            kraft
                + ":36:3: error: library 'pthread-embedded' cannot be had: no archive that this"
                + " tool can fetch from has its sources; musl has threads of its own, so list musl"
                + " in the place of newlib, and drop this library\n"
                + (missing + remedy).formatted("posix-io")
                + (missing + remedy).formatted("posix-sockets")
                + (missing + remedy).formatted("posix-threads"));
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
  }

  /** Done as told, it is an image with the original's two compartments. */
  @Test
  @Tag("guest")
  void theOriginalsRedisIsPlannedOnMusl() throws IOException {
    String original =
        Files.readString(
            Cli.home()
                .resolve("toolchain/config/src/test/resources/org/flexos/config/redis.kraft.yaml"));
    Files.writeString(
        folder.resolve("kraft.yaml"),
        original.replaceFirst(
            "(?s)  pthread-embedded:.*  lwip:", "  musl: {compartment: comp1}\n  lwip:"));
    Files.delete(folder.resolve("library.yaml"));

    Cli.Result result = Cli.run("plan", folder.toString());

    assertThat(result.err()).doesNotContain("error:");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("library redis in comp1", "library lwip in comp2", "\ngate ");
  }
}
