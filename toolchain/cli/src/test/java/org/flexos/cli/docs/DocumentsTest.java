package org.flexos.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Test;

/** What a newcomer reads points at things that are there. */
class DocumentsTest {
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)|(?:src|srcset)=\"([^\":]+)\"");
  private static final Pattern COMMAND = Pattern.compile("\\./flexos ([a-z]+)");
  private static final Pattern APPLICATION =
      Pattern.compile("\\./flexos (?:build|run|plan|graph) ((?:apps|os)/[\\w/-]+)");

  private static List<Path> documents() throws IOException {
    var documents = new ArrayList<Path>();
    Path home = Cli.home();
    for (Path folder : List.of(home, home.resolve("docs"), home.resolve("docs/adr"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    for (String kind : List.of("apps", "os/lib", "os/external", "os/plat", "os/arch", "os/tests")) {
      try (Stream<Path> folders = Files.list(home.resolve(kind))) {
        folders.map(f -> f.resolve("README.md")).filter(Files::exists).forEach(documents::add);
      }
    }
    return documents;
  }

  /** Each page of docs/ can be reached from the first page and from the architecture. */
  @Test
  void everyPageIsLinked() throws IOException {
    Path docs = Cli.home().resolve("docs");
    String readme = Files.readString(Cli.home().resolve("README.md"));
    String architecture = Files.readString(docs.resolve("architecture.md"));
    try (Stream<Path> pages = Files.list(docs)) {
      assertThat(pages.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".md")))
          .isNotEmpty()
          .allSatisfy(n -> assertThat(readme).contains("(docs/" + n + ")"))
          .filteredOn(n -> !n.equals("architecture.md"))
          .allSatisfy(n -> assertThat(architecture).contains("(" + n + ")"));
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    var dead = new TreeSet<String>();
    for (Path document : documents()) {
      var link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1) != null ? link.group(1) : link.group(3);
        if (!Files.exists(document.resolveSibling(target))) {
          dead.add(Cli.home().relativize(document) + ": " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void commandsAndApplicationsExist() throws IOException {
    String known = Cli.run("--help").out();
    for (Path document : documents()) {
      String text = Files.readString(document);
      COMMAND
          .matcher(text)
          .results()
          .forEach(
              c ->
                  assertThat(known)
                      .as("command in %s", document)
                      .contains("\n  " + c.group(1) + " "));
      APPLICATION
          .matcher(text)
          .results()
          .forEach(
              a ->
                  assertThat(Cli.home().resolve(a.group(1)).resolve("kraft.yaml"))
                      .as("application in %s", document)
                      .exists());
    }
  }

  /** A library's folder always has the same shape. */
  @Test
  void everyMicrolibrarySaysWhatItIsFor() throws IOException {
    for (String kind : List.of("os/lib", "os/external", "os/plat", "os/arch")) {
      try (Stream<Path> folders = Files.list(Cli.home().resolve(kind))) {
        assertThat(folders.filter(f -> Files.exists(f.resolve("library.yaml"))))
            .isNotEmpty()
            .allSatisfy(
                f ->
                    assertThat(f.resolve("README.md"))
                        .as("purpose, API, who may call, tests")
                        .exists());
      }
    }
  }
}
