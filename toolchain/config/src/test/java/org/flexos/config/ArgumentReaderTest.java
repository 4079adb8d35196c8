package org.flexos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Copied;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.ArgumentSpec.Size;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentReaderTest {
  @TempDir private Path folder;

  private List<ArgumentSpec> read(String argument) throws IOException {
    Path file = folder.resolve("library.yaml");
    Files.writeString(file, "name: one\nsources: []\narguments:\n  f:\n  - " + argument + "\n");
    return DescriptorReader.read(file).arguments().get("f");
  }

  @Test
  void readsSizesBoundsAndWhatComesBack() throws IOException {
    assertThat(read("{index: 1, kind: out, size: arg2, at-most: 65536, copied: result}"))
        .containsExactly(
            new ArgumentSpec(
                1, Kind.OUT, Optional.of(new Size(1, 2, -1)), 65536, new Copied(Amount.RESULT, 1)));
    assertThat(read("{index: 0, kind: in, size: 16}"))
        .containsExactly(
            new ArgumentSpec(0, Kind.IN, Optional.of(new Size(16, -1, -1)), 0, Copied.ALL));
    assertThat(read("{index: 0, kind: inout, size: arg1 * arg2, copied: success}"))
        .containsExactly(
            new ArgumentSpec(
                0, Kind.INOUT, Optional.of(new Size(1, 1, 2)), 0, new Copied(Amount.SUCCESS, 1)));
    assertThat(read("{index: 3, kind: out, size: arg4*12, copied: result*12}"))
        .containsExactly(
            new ArgumentSpec(
                3, Kind.OUT, Optional.of(new Size(12, 4, -1)), 0, new Copied(Amount.RESULT, 12)));
    assertThat(read("{index: 0, kind: string, at-most: 1024}"))
        .containsExactly(new ArgumentSpec(0, Kind.STRING, Optional.empty(), 1024, Copied.ALL));
    assertThat(read("{index: 5, kind: handle}"))
        .containsExactly(new ArgumentSpec(5, Kind.HANDLE, Optional.empty(), 0, Copied.ALL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{index: 0, kind: inn}|:5:5: error: an argument needs 'index' (from 0) and 'kind' (one of in,",
        "{index: 0, kind: in}|:5:5: error: an argument that is a buffer needs 'size'",
        "{index: 0, kind: in, size: len}|:5:32: error: 'size' must be bytes (16), an argument (arg2)",
        "{index: 0, kind: in, size: 0}|:5:32: error: 'size' must be 1 to 1044480 bytes, was '0'",
        "{index: 0, kind: in, size: 9999999}|'size' must be 1 to 1044480 bytes, was '9999999'",
        "{index: 0, kind: string, size: 4}|:5:30: error: 'size' means nothing for kind string",
        "{index: 0, kind: handle, at-most: 4}|'at-most' means nothing for kind handle",
        "{index: 0, kind: in, size: 4, copied: all}|'copied' means nothing for kind in",
        "{index: 0, kind: in, size: 4, at-most: 2}|'at-most' lowers one argument that says the size",
        "{index: 0, kind: in, size: arg1*arg2, at-most: 2}|here none does, or two do",
        "{index: 0, kind: out, size: 4, copied: some}|:5:44: error: 'copied' must be all, success",
        "{index: 0, kind: in, size: arg1, atmost: 2}|unknown key 'atmost' in an argument; did you mean",
      })
  void saysWhereAndWhatIsWrong(String argument, String finding) {
    assertThatThrownBy(() -> read(argument))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(finding);
  }
}
