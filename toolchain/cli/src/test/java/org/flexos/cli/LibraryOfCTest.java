package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
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
            "error: 'server' needs a 'posix-sockets', and no library of the image provides one; add"
                + " one of these under libraries: musl");
  }
}
