package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes in the example's kraft.yaml, as a user makes them: each line changes one text into
 * another, and gives what a build says, word for word. A former image is as it was.
 */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "compartments:|compartments: [|14:3: error: malformed YAML: expected the node content, but"
            + " found '-'",
        "volumes|volums|37:1: error: unknown key 'volums' in kraft.yaml; did you mean 'volumes'?"
            + " (allowed: cmd, compartments, libraries, name, networks, sharing, spec,"
            + " specification, targets, unikraft, volumes)",
        "CONFIG_LIBTLSF|CONFIG_LIBTSLF|27:9: error: unknown kconfig option 'CONFIG_LIBTSLF'; did"
            + " you mean 'CONFIG_LIBTLSF'? (no library.yaml declares it)",
        "name: comp2|name: comp1|19:11: error: compartment 'comp1' is declared twice (first at line"
            + " 14); rename or drop one",
        "default: true|default: false|14:11: error: no compartment is the default: write 'default:"
            + " true' in the one that takes the libraries without a compartment",
      })
  void saysWhereWhatAndWhatToDo(String text, String mistake, String said) throws IOException {
    String good = Files.readString(Cli.home().resolve("apps/flexos-example/kraft.yaml"));
    assertThat(good).contains(text);
    Path kraft = folder.resolve("kraft.yaml");
    Files.writeString(kraft, good.replaceFirst(text, mistake));
    String name = folder.getFileName().toString();
    Path image = Files.createDirectory(folder.resolve("build")).resolve(name + ".elf");
    Files.writeString(image, "former");

    Cli.Result result = Cli.run("build", folder.toString());

    assertThat(result.err()).isEqualTo(kraft + ":" + said + "\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
    assertThat(image).hasContent("former");
    try (Stream<Path> left = Files.list(image.getParent())) {
      assertThat(left).containsExactly(image);
    }
  }

  @ParameterizedTest
  @CsvSource({"lwip-alon, lwip-alone", "threeway, three-way", "nome, none"})
  void anUnknownProfileNamesTheNearest(String typed, String meant) {
    Cli.Result result =
        Cli.run("run", Cli.home().resolve("apps/redis").toString(), "--profile", typed);
    assertThat(result.err())
        .isEqualTo(
            "error: --profile "
                + typed
                + ": no such profile; did you mean '"
                + meant
                + "'? (there are: initialised, lwip-alone, lwip-and-sched, none, sched-alone, three-way)\n");
    assertThat(result.status()).isEqualTo(ExitCode.USER_ERROR.status());
  }
}
