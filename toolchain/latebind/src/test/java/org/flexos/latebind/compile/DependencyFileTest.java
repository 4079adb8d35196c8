package org.flexos.latebind.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DependencyFileTest {
  @Test
  void readsContinuedLinesAndEscapes() {
    assertThat(DependencyFile.parse("/o/x.o: /a/x.c \\\n  /a/with\\ blank.h /a/b$$c.h\n"))
        .containsExactly(Path.of("/a/x.c"), Path.of("/a/with blank.h"), Path.of("/a/b$c.h"));
  }
}
