package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that calls what its image has not: the build says who could provide it. */
class UnresolvedSymbolTest {
  @TempDir Path folder;

  @Test
  void namesTheLibraryThatDeclaresIt() throws IOException {
    assertThat(said("uk_sys_pipe2"))
        .isEqualTo(
            "error: unresolved symbol 'uk_sys_pipe2', needed by lost (lost/main.c:2:30); no library"
                + " of the image defines it: add 'posix-pipe', which declares it, under libraries,"
                + " or drop what calls it\n");
  }

  @Test
  void andSaysSoWhenNoneDoes() throws IOException {
    assertThat(said("nobody_has_this"))
        .isEqualTo(
            "error: unresolved symbol 'nobody_has_this', needed by lost (lost/main.c:2:30); no"
                + " library of the image defines it: add the library that does under libraries, or"
                + " drop what calls it\n");
  }

  private String said(String symbol) throws IOException {
    Files.writeString(
        folder.resolve("kraft.yaml"),
        """
        specification: '0.6'
        name: lost
        compartments:
        - name: one
          mechanism: {driver: intel-pku}
          default: true
        """);
    Files.writeString(
        folder.resolve("library.yaml"),
        "name: lost\nsummary: Calls what nobody has\nsources: [main.c]\n");
    Files.writeString(
        folder.resolve("main.c"),
        "long " + symbol + "(void);\nint main(void) { return (int)" + symbol + "(); }\n");
    Cli.Result result = Cli.run("build", folder.toString());
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
    // Said where the cache is cold.
    return result.err().replaceFirst("^compiling \\d+ units\n", "");
  }
}
