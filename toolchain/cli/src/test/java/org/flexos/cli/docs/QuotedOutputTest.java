package org.flexos.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the documents quote is what the toolchain says today. */
@Tag("guest")
class QuotedOutputTest {
  /** The block that follows {@code mark} in a document. */
  private static List<String> quoted(String document, String mark) throws IOException {
    String text = Files.readString(Cli.home().resolve("docs").resolve(document));
    String start = mark + "\n```\n";
    assertThat(text).contains(start);
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf("\n```", from))
        .lines()
        .map(String::stripTrailing)
        .toList();
  }

  private static List<String> bench(String subject) {
    var result = Cli.run("bench", subject);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out().lines().map(String::stripTrailing).toList();
  }

  /** Numbers depend on what else is in the image; instructions do not. */
  private static List<String> withoutNumbers(List<String> lines) {
    return lines.stream().map(l -> l.replaceAll("0x[0-9a-f]+", "N").replaceAll(" +", " ")).toList();
  }

  @Test
  void theArchitectureShowsACallAsItIsBuilt() throws IOException {
    assertThat(withoutNumbers(bench("call")))
        .as("./flexos bench call, quoted in docs/architecture.md")
        .isEqualTo(withoutNumbers(quoted("architecture.md", "<!-- bench call -->")));
  }

  @Test
  void theMeasuresOfGatesAreCurrent() throws IOException {
    assertThat(bench("gates"))
        .as("./flexos bench gates, quoted in docs/measures.md")
        .isEqualTo(quoted("measures.md", "<!-- bench gates -->"));
  }
}
