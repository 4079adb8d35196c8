package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layering of the guest's sources, which the compiler's search paths leave open. */
class IncludeRulesTest {
  @TempDir Path folder;

  @Test
  void librariesIncludeWhatOthersExportAndNoCircles() throws IOException {
    assertThat(IncludeRules.check(Cli.home().resolve("os"))).isEmpty();
  }

  @Test
  void anotherLibrarysPrivateHeaderAndACircleAreFound() throws IOException {
    write("lib/a/library.yaml", "exports-includes: [include]\n");
    write("lib/a/include/a.h", "#include <b.h>\n");
    write("lib/a/private.h", "\n");
    write("lib/b/library.yaml", "exports-includes: [include]\n");
    write("lib/b/include/b.h", "# include <a.h>\n");
    write("lib/b/b.c", "#include <a.h>\n#include \"../a/private.h\"\n#include <stdio.h>\n");
    write("lib/b/other.c", "#include \"private.h\"\n");

    assertThat(IncludeRules.check(folder))
        .containsExactly(
            "lib/b/b.c includes lib/a/private.h, which is private to another library",
            "lib/b/other.c includes lib/a/private.h, which is private to another library",
            "circular includes: lib/a/include/a.h, lib/b/include/b.h");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
