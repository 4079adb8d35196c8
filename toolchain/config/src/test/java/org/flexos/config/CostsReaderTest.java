package org.flexos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostsReaderTest {
  private static final String SOUND =
      """
      clock: 2e9
      other: {cycles: 0.5, source: a}
      instructions: {wrpkru: {cycles: 23.3, source: b}}
      gates:
        strict: {cycles: 132, instructions: 68, source: c}
        light: {cycles: 62, instructions: 17, source: c}
      call: {cycles: 2, source: c}
      copying: {cycles: 150, source: d}
      """;

  @TempDir private Path folder;

  private CostTable read(String text) throws IOException {
    return CostsReader.read(Files.writeString(folder.resolve("costs.yaml"), text));
  }

  /** A crossing's cycles stand for the gate's instructions, which are counted among the others. */
  @Test
  void addsUpInstructionsCrossingsAndCopies() throws IOException {
    CostTable table = read(SOUND);
    assertThat(table.cycles(1000, Map.of(), 0)).isEqualTo(500);
    assertThat(table.cycles(1068, Map.of("strict", 1.0), 0)).isEqualTo(500 + 130);
    assertThat(table.cycles(1000, Map.of("strict", 2.5, "light", 4.0), 1.5))
        .isCloseTo(500 + 2.5 * (130 - 34) + 4 * (60 - 8.5) + 1.5 * 150, within(1e-9));
    assertThatThrownBy(() -> table.cycles(1, Map.of("odd", 1.0), 0))
        .hasMessageContaining("costs.yaml has no gate 'odd'");
  }

  @Test
  void saysWhatIsWrongWithATable() {
    assertThatThrownBy(() -> read(SOUND.replace("2e9", "fast")))
        .hasMessageContaining(
            "costs.yaml:1:8: error: 'clock' must be a number above 0, was 'fast'");
    assertThatThrownBy(() -> read(SOUND.replace("clock: 2e9", "clok: 2e9")))
        .hasMessageContaining("unknown key 'clok' in a table of costs; did you mean 'clock'?");
    assertThatThrownBy(() -> read(SOUND.replace(", source: b", "")))
        .hasMessageContaining("'wrpkru' has no 'source': say where its cycles come from");
    assertThatThrownBy(() -> read(SOUND.replace("cycles: 62", "cycles: -3")))
        .hasMessageContaining("6:19: error: 'cycles' must be a number, was '-3'");
    assertThatThrownBy(() -> read(SOUND.replaceAll("copying:.*\n", "")))
        .hasMessageContaining("'copying' is missing: {cycles: N, source: who says so}");
  }
}
