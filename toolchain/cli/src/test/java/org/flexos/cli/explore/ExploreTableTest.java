package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.flexos.model.json.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExploreTableTest {
  private static final String DATA = Cli.home().resolve("data/flexos-asplos22").toString();
  private static final String TABLE = DATA + "/redis80.csv";

  @TempDir Path folder;

  private static Cli.Result explore(String... arguments) {
    return Cli.run(
        Stream.concat(Stream.of("explore"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static List<?> ids(Map<?, ?> answer) {
    return ((List<?>) answer.get("maximal"))
        .stream().map(m -> ((Map<?, ?>) m).get("id")).sorted().toList();
  }

  private static Map<?, ?> json(Cli.Result result) {
    return (Map<?, ?>) JsonText.parse(result.out());
  }

  @Test
  void answersInJsonWithExactlyTheDocumentedMembers() {
    Cli.Result result =
        explore(
            "--table", TABLE, "--metric", "get_mean", "--budget", "get_mean >= 500000", "--json");
    assertThat(result.status()).isZero();
    Map<?, ?> answer = json(result);
    assertThat(List.copyOf(answer.keySet()))
        .isEqualTo(List.of("maximal", "measured", "pruned", "violations", "budget", "source"));
    assertThat(ids(answer)).isEqualTo(List.of("0001-1011", "0012-0011"));
    assertThat((Long) answer.get("measured")).isLessThanOrEqualTo(32);
    assertThat((Long) answer.get("measured") + (Long) answer.get("pruned")).isEqualTo(80);
    assertThat(answer.get("budget")).isEqualTo("get_mean >= 500000");
    assertThat(answer.get("source")).isEqualTo("table");
  }

  @Test
  void takesTheOrderOfFigure8() {
    Cli.Result result =
        explore(
            "--table",
            TABLE,
            "--budget",
            "get_mean >= 500000",
            "--json",
            "--order",
            "edges:" + DATA + "/fig8-edges.csv");
    assertThat(ids(json(result))).isEqualTo(stars());
  }

  private static List<String> stars() {
    try (var lines = Files.lines(Path.of(TABLE))) {
      return lines
          .filter(l -> l.endsWith(",1"))
          .map(l -> l.substring(0, l.indexOf(',')))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void answersInProse() {
    Cli.Result result = explore("--table", TABLE, "--budget", "get_mean >= 0.5 * baseline");
    assertThat(result.err()).startsWith("space: 80 configurations (" + TABLE + ")\n");
    assertThat(result.out())
        .startsWith("the safest configurations with get_mean >= 0.5 * baseline (599.6k) (table):\n")
        .containsPattern(
            "\n\\d+ measured \\(\\d+ before the confirmation round\\), \\d+ decided without, 0 left\n")
        .contains("\nmonotonicity: ")
        .contains("\ncertainty: each one's figure was measured; ");
  }

  @Test
  void saysWhatIsSaferThanWhatAndWhy() throws IOException {
    String edges = "edges:" + DATA + "/fig8-edges.csv";
    Path report = folder.resolve("out");
    String[] arguments = {
      "--table", TABLE, "--budget", "get_mean >= 500000", "--report", report.toString()
    };
    Cli.Result result = explore(add(arguments, "--explain"));
    List<String> reasons =
        List.of(
            "partition: finer is safer: two compartments that split one may do together what it"
                + " may",
            "hardening: more hardening is safer: each variant only adds");
    assertThat(result.err()).contains("order: " + String.join("\norder: ", reasons) + "\n");
    assertThat(explore(arguments).err()).doesNotContain("order: ");
    assertThat(report.resolve("index.html"))
        .content()
        .contains("<li>" + reasons.get(0) + "</li>\n<li>" + reasons.get(1) + "</li>");
    Map<?, ?> results =
        (Map<?, ?>) JsonText.parse(Files.readString(report.resolve("results.json")));
    assertThat(results.get("order")).isEqualTo(reasons);
    assertThat(
            explore("--table", TABLE, "--budget", "get_mean >= 5e5", "--order", edges, "--explain")
                .err())
        .contains("\norder: what " + DATA + "/fig8-edges.csv says, and what follows\n");
  }

  @Test
  void saysWhatIsNearestWhenNothingMeetsTheBudget() {
    Cli.Result result = explore("--table", TABLE, "--budget", "get_mean >= 2e6");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            "error: no configuration meets 'get_mean >= 2e6': the nearest is 0000-0000 with"
                + " 1199219.6; ask for no more than that\n");
  }

  @Test
  void saysSoWhenEverythingMeetsTheBudget() {
    Cli.Result result = explore("--table", TABLE, "--budget", "get_mean >= 1000", "--json");
    assertThat(result.status()).isZero();
    assertThat(ids(json(result))).isEqualTo(List.of("0012-1111"));
    assertThat(result.err())
        .contains(
            "note: every configuration meets 'get_mean >= 1000': the one nearest to missing it"
                + " is 0012-1111 with ");
  }

  @Test
  void pointsAtWhatIsWrongWithTheArguments() {
    assertThat(explore("--table", TABLE).err())
        .startsWith("error: Missing required option: '--budget=EXPR'");
    assertThat(explore("--table", "no.csv", "--budget", "x >= 1").err())
        .isEqualTo("no.csv: error: no such file\n");
    assertThat(explore("--table", TABLE, "--budget", "get_mean >= 1", "--metric", "set_mean").err())
        .isEqualTo(
            "error: --metric is 'set_mean' and --budget is about 'get_mean'; they must name the same"
                + " metric\n");
    assertThat(explore("--table", TABLE, "--budget", "get_mean >= 1", "--order", "fine").err())
        .isEqualTo(
            "error: --order 'fine' is not known; allowed: full, edges:FILE (a CSV of lower,upper)\n");
    assertThat(explore("--table", TABLE, "--budget", "get_mean >= 1", "--baseline", "1-1").err())
        .isEqualTo("error: --baseline: configuration '1-1' is not in the table\n");
    assertThat(explore("--table", TABLE, "--budget", "get_mean >= 1", "--resume").err())
        .isEqualTo("error: --resume needs the journal: give --journal FILE or --report DIR\n");
  }

  /** Each would have no effect. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --source=model                 | --source says how figures come about; a table has
          --source=wall                  | --source says how figures come about; a table has
          --costs=c.yaml                 | --costs says what counted instructions cost; a table has
          --force                        | --force takes real time where it means little; with a
          --max-runs=5                   | --max-runs bounds an application's runs; with a table
          --executor=local               | --executor, --slurm-constraint and --slurm-option say
          --executor=slurm               | --executor, --slurm-constraint and --slurm-option say
          --slurm-constraint=pku         | --executor, --slurm-constraint and --slurm-option say
          --slurm-option=--partition=b   | --executor, --slurm-constraint and --slurm-option say
          --save-profile=0000-0000=safe  | --save-profile 0000-0000=safe: write ID=NAME, ID of a
          """)
  void refusesWhatATableHasNoUseFor(String option, String why) {
    Cli.Result result = explore("--table", TABLE, "--budget", "get_mean >= 500000", option);
    assertThat(result.err()).startsWith("error: " + why + " ");
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void resumesFromItsJournalAndMeasuresNothingTwice() throws IOException {
    Path journal = folder.resolve("j.jsonl");
    String[] arguments = add(journaled(journal), "--json");
    Cli.Result whole = explore(arguments);
    List<String> lines = Files.readAllLines(journal);
    assertThat(lines.stream().skip(1).map(l -> l.substring(0, 16))).doesNotHaveDuplicates();
    // A crash in the middle of the twelfth line.
    Files.writeString(
        journal, String.join("\n", lines.subList(0, 11)) + "\n" + lines.get(11).substring(0, 9));
    Cli.Result rest = explore(add(arguments, "--resume"));
    assertThat(rest.out()).isEqualTo(whole.out());
    assertThat(Files.readAllLines(journal)).isEqualTo(lines);
  }

  /** Cut within a character, as a failure's words may be. */
  @Test
  void dropsALineThatACrashCutAnywhere() throws IOException {
    Path journal = folder.resolve("j.jsonl");
    String[] arguments = add(journaled(journal), "--json");
    Cli.Result whole = explore(arguments);
    List<String> lines = Files.readAllLines(journal);
    byte[] cut = "{\"id\":\"0001-1111\",\"failed\":\"\u00e9".getBytes(StandardCharsets.UTF_8);
    Files.writeString(journal, String.join("\n", lines.subList(0, 5)) + "\n");
    Files.write(journal, Arrays.copyOf(cut, cut.length - 1), StandardOpenOption.APPEND);
    assertThat(explore(add(arguments, "--resume")).out()).isEqualTo(whole.out());
    assertThat(Files.readAllLines(journal)).isEqualTo(lines);
  }

  @Test
  void refusesJournalsThatAreNone() throws IOException {
    Path journal = folder.resolve("j.jsonl");
    String[] arguments = journaled(journal);
    explore(arguments);
    try (var channel = FileChannel.open(journal, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(explore(arguments).err())
          .contains(journal + ": error: another explore is at work on this journal");
    }
    Files.writeString(
        journal,
        "{\"id\":\"0009-1111\",\"mean\":1,\"runs\":1,\"deviation\":0,\"min\":1,\"max\":1}\n",
        StandardOpenOption.APPEND);
    int last = Files.readAllLines(journal).size();
    assertThat(explore(add(arguments, "--resume")).err())
        .contains(journal + ":" + last + ": error: not a line of a journal; drop the line");
    arguments[arguments.length - 1] = folder.toString();
    assertThat(explore(arguments).err())
        .contains(folder + ": error: a folder; name a file in it as the journal");
    assertThat(journal).as("not put aside with its folder").exists();
  }

  /** Known before anything is measured: the journal is not begun. */
  @Test
  void saysThatTheReportCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path journal = folder.resolve("j.jsonl");
    Cli.Result result =
        explore(
            "--table",
            TABLE,
            "--budget",
            "get_mean >= 500000",
            "--journal",
            journal.toString(),
            "--report",
            file.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("error: --report " + file + ": " + file + " is a file, not a folder\n");
    assertThat(journal).doesNotExist();
  }

  @Test
  void putsAFormerJournalAside() throws IOException {
    Path journal = folder.resolve("j.jsonl");
    Files.writeString(journal, "precious\n");
    explore("--table", TABLE, "--budget", "get_mean >= 500000", "--journal", journal.toString());
    assertThat(folder.resolve("j.jsonl.1")).hasContent("precious");
  }

  @Test
  void refusesTheJournalOfAnotherSpace() throws IOException {
    Path journal = folder.resolve("j.jsonl");
    explore("--table", TABLE, "--budget", "set_mean >= 500000", "--journal", journal.toString());
    Cli.Result result =
        explore(
            "--table",
            TABLE,
            "--budget",
            "get_mean >= 500000",
            "--journal",
            journal.toString(),
            "--resume");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            journal
                + ":1: error: a journal of another space: it has figures of table redis80.csv, 80"
                + " configurations, metric set_mean");
    Files.writeString(journal, "{\"journal\":\"diary\"}\n");
    assertThat(
            explore(
                    "--table",
                    TABLE,
                    "--budget",
                    "get_mean >= 1",
                    "--journal",
                    journal.toString(),
                    "--resume")
                .err())
        .contains(":1: error: not a journal of explore; start anew without --resume");
  }

  private static String[] journaled(Path journal) {
    return new String[] {
      "--table", TABLE, "--budget", "get_mean >= 500000", "--journal", journal.toString()
    };
  }

  private static String[] add(String[] arguments, String more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }
}
