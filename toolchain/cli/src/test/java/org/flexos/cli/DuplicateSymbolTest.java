package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A symbol that two libraries define: the build says which, and where. */
class DuplicateSymbolTest {
  @TempDir Path folder;

  @Test
  void ofTwoLibraries() throws IOException {
    assertThat(said("int twice(void) { return 1; }"))
        .isEqualTo(
            "error: symbol 'twice' is defined by several libraries: one (one/main.c:2), two"
                + " (two/two.c:1); drop one of them, or make one static\n");
  }

  @Test
  void ofALibraryAndTheTrustedBase() throws IOException {
    assertThat(said("int flexos_boot;"))
        .matches(
            "error: 'flexos_boot' is defined twice, at main.c:\\d+ of library 'flexos-core' and at"
                + " main.c:2 of library 'one'; rename one, or make it static\n");
  }

  /**
   * @param definition in the second line of a program with a library that defines {@code twice}
   */
  private String said(String definition) throws IOException {
    Files.writeString(folder.resolve("kraft.yaml"), "specification: '0.6'\nname: one\n");
    Files.writeString(
        folder.resolve("library.yaml"), "name: one\nsources: [main.c]\nneeds: [two]\n");
    Files.writeString(
        folder.resolve("main.c"),
        "int also(void);\n" + definition + "\nint main(void) { return also(); }\n");
    Path other = Files.createDirectory(folder.resolve("two"));
    Files.writeString(other.resolve("library.yaml"), "name: two\nsources: [two.c]\n");
    Files.writeString(
        other.resolve("two.c"),
        "int twice(void) { return 2; }\nint also(void) { return twice(); }\n");
    Cli.Result result = Cli.run("build", folder.toString());
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
    // Said where the cache is cold.
    return result.err().replaceFirst("^compiling \\d+ units\n", "");
  }
}
