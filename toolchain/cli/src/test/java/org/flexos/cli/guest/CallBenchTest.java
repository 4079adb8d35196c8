package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Test;

/** The disassembly that docs/architecture.md quotes is what the toolchain makes today. */
class CallBenchTest {
  private static final String MARK = "<!-- bench call -->\n```\n";

  /** Numbers depend on what else is in the image; instructions do not. */
  private static List<String> withoutNumbers(String text) {
    return text.lines().map(l -> l.replaceAll("0x[0-9a-f]+", "N").replaceAll(" +", " ")).toList();
  }

  @Test
  void theArchitectureQuotesWhatIsBuilt() throws Exception {
    String document = Files.readString(Cli.home().resolve("docs/architecture.md"));
    int from = document.indexOf(MARK) + MARK.length();
    String quoted = document.substring(from, document.indexOf("\n```", from));
    var printed = Cli.run("bench", "call");
    assertThat(printed.err()).isEmpty();
    assertThat(withoutNumbers(printed.out()))
        .as("docs/architecture.md quotes './flexos bench call': print it again and quote that")
        .isEqualTo(withoutNumbers(quoted));
  }
}
