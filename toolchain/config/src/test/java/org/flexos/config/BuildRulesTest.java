package org.flexos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.CallTable;
import org.flexos.model.LibraryDescriptor.GeneratedPart;
import org.flexos.model.LibraryDescriptor.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildRulesTest {
  @TempDir private Path folder;

  private LibraryDescriptor read(String rules) throws IOException {
    return DescriptorReader.read(
        Files.writeString(folder.resolve("library.yaml"), "name: l\nsources: []\n" + rules));
  }

  @Test
  void readsPiecesOfGeneratedFiles() throws IOException {
    var descriptor =
        read(
            """
            generate:
              bits/types.h:
              - text: "#define A\\n"
              - {from: origin/types.in, only: TYPE, replace: [{match: 'T(\\w)', with: $1}]}
            """);
    assertThat(descriptor.generated().get("bits/types.h"))
        .containsExactly(
            new GeneratedPart(Optional.empty(), "#define A\n", Optional.empty(), List.of()),
            new GeneratedPart(
                Optional.of("origin/types.in"),
                "",
                Optional.of("TYPE"),
                List.of(new Replacement("T(\\w)", "$1"))));
  }

  @Test
  void readsTablesOfCalls() throws IOException {
    var descriptor =
        read(
            """
            specialise:
            - {calls-of: [call], from: table.h, match: '(\\w+) (\\d+)', number: $2, name: do_$1}
            """);
    assertThat(descriptor.specialise())
        .containsExactly(
            new CallTable(
                List.of("call"), "table.h", "(\\w+) (\\d+)", "$2", "do_$1", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generate: {../x.h: []}|'../x.h' must be a path below the generated folder, without '..'",
        "origin: {file: ../x.tgz}|'file' must be the name that the archive gets in the cache, without folders, was '../x.tgz'",
        "origin: {urls: [x]}|'file' must be the name that the archive gets in the cache, without folders, was ''",
        "generate: {x.h: [~]}|a piece of 'x.h' is empty; write a mapping (key: value), or drop it",
        "generate: {x.h: [{}]}|a piece of 'x.h' needs either 'from' or 'text'",
        "generate: {x.h: [{from: a, only: '('}]}|'only' is not a regular expression: Unclosed group in '('",
        "generate: {x.h: [{from: a, form: b}]}|unknown key 'form' in a piece of a generated file; did you mean 'from'?",
        "specialise: [{calls-of: [f], from: a, match: b, number: c}]|an item of 'specialise' needs 'name'",
      })
  void saysWhatIsWrong(String rules, String message) {
    assertThatThrownBy(() -> read(rules + "\n")).hasMessageContaining(message);
  }

  @Test
  void sourcesMayBeNoneButNotMissing() throws IOException {
    assertThat(read("").sources()).isEmpty();
    Path empty = Files.writeString(folder.resolve("library.yaml"), "name: l\nsources:\n");
    assertThatThrownBy(() -> DescriptorReader.read(empty))
        .hasMessageContaining("library.yaml:2:1: error: 'sources' is missing: list the files");
  }
}
