package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckDataTest {
  private static final List<String> CHECKED =
      List.of("-fsanitize=undefined", "-fno-sanitize-recover=undefined");

  @TempDir private Path folder;

  /** Clang leaves the place of a check writable; whoever runs the check must be able to read it. */
  @Test
  void whatHandlersAreToldIsConstant() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "static int own = 1;\n"
                + "int add(int a, int b) { return a + b; }\n"
                + "int next(void) { return own++; }\n",
            Set.of(),
            CHECKED);
    assertThat(s.disassembly()).contains("__ubsan_handle_add_overflow_abort");
    assertThat(s.facts.globals())
        .filteredOn(g -> !g.constant())
        .extracting(GlobalFact::symbol)
        .containsExactly("u:own");
  }
}
