package org.flexos.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.flexos.config.DescriptorReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedFilesTest {
  private static final String RULES =
      """
      name: l
      sources: []
      generate:
        bits/types.h:
        - text: "/* made */\\n"
        - from: types.in
          replace: [{match: '^TYPEDEF (.*) ([^ ]*);$', with: "#ifndef HAS_$2\\ntypedef $1 $2;\\n#endif"}]
        - {from: types.in, only: long, replace: [{match: 'long', with: short}]}
      specialise:
      - {calls-of: [call], from: table.h, match: '^#define NR_(\\w+)\\s+(\\w+)', number: $2, name: do_$1}
      """;

  @TempDir private Path folder;
  @TempDir private Path cache;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("types.in"), "TYPEDEF unsigned long size_t;\nint x;\n");
    Files.writeString(
        folder.resolve("table.h"), "#define NR_read 0\n#define NR_far 0x10\n#endif\n");
  }

  private GeneratedFiles generated(String rules) throws IOException {
    Path file = Files.writeString(folder.resolve("library.yaml"), rules);
    return new GeneratedFiles(DescriptorReader.read(file), Optional.empty());
  }

  @Test
  void writesPiecesOneAfterTheOther() throws IOException {
    var made = generated(RULES).write(cache).orElseThrow();
    assertThat(made.path().resolve("bits/types.h"))
        .hasContent(
            "/* made */\n#ifndef HAS_size_t\ntypedef unsigned long size_t;\n#endif\nint x;\n"
                + "TYPEDEF unsigned short size_t;\n");
  }

  @Test
  void sameContentHasTheSameFolderAndOtherContentAnother() throws IOException {
    var first = generated(RULES).write(cache).orElseThrow();
    assertThat(generated(RULES).write(cache)).contains(first);
    assertThat(generated(RULES.replace("made", "remade")).write(cache).orElseThrow().path())
        .isNotEqualTo(first.path());
    try (var left = Files.list(first.path().getParent())) {
      assertThat(left).hasSize(2);
    }
  }

  @Test
  void readsTables() throws IOException {
    var files = generated(RULES);
    var table = DescriptorReader.read(folder.resolve("library.yaml")).specialise().get(0);
    assertThat(files.table(table))
        .hasSize(2)
        .containsEntry(0L, "do_read")
        .containsEntry(16L, "do_far");
  }

  @Test
  void saysWhatItCannotRead() throws IOException {
    var files = generated(RULES.replace("from: types.in", "from: typos.in"));
    assertThatThrownBy(() -> files.write(cache))
        .hasMessageContaining("cannot read 'typos.in', which something is generated from");
  }
}
