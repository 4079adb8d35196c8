package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What everything else rests on stays small. A cap that is hit asks for a reason, not for a higher
 * number: can it live in ring 3?
 */
class TrustedBaseTest {
  private static final List<String> FOLDERS =
      List.of("os/arch/x86_64", "os/plat/kvm", "os/lib/flexos-core");
  private static final Pattern SIZE =
      Pattern.compile("trusted base of (\\d+) functions, (\\d+) bytes");

  /**
   * 200 of them are virtio over PCI: who sets up a card's messages can have any memory written.
   * Some keep frames for the copies of calls, which only the one who hands out frames can do; some
   * look at functions that cross in tables, as only the one who knows the caller can.
   */
  private static final int LINES = 3120;

  private static final int FUNCTIONS = 140;
  private static final int BYTES = 32 * 1024;

  @TempDir private Path folder;

  @Test
  void hasFewLines() throws IOException {
    long lines = 0;
    for (Path file : sources()) {
      lines += Files.readAllLines(file).stream().filter(TrustedBaseTest::isCode).count();
    }
    System.out.println("trusted base: " + lines + " lines of code");
    assertThat(lines).as("lines of code in " + FOLDERS).isBetween(500L, (long) LINES);
  }

  @Test
  void hasFewFunctions() {
    Path image = folder.resolve("example.elf");
    String example = Cli.home().resolve("apps/flexos-example").toString();
    assertThat(Cli.run("build", example, "-o", image.toString()).status()).isZero();
    var size = SIZE.matcher(Cli.run("verify", image.toString()).out());
    assertThat(size.find()).as("verify says the size").isTrue();
    System.out.println(size.group());
    assertThat(Integer.parseInt(size.group(1))).as("functions").isBetween(50, FUNCTIONS);
    assertThat(Integer.parseInt(size.group(2))).as("bytes").isBetween(4096, BYTES);
  }

  private static List<Path> sources() throws IOException {
    var all = new ArrayList<Path>();
    for (String name : FOLDERS) {
      try (var files = Files.walk(Cli.home().resolve(name))) {
        files.filter(f -> f.toString().matches(".*\\.[chS]")).forEach(all::add);
      }
    }
    return all;
  }

  /** Neither blank nor a line of a comment alone. */
  private static boolean isCode(String line) {
    String text = line.strip();
    return !text.isEmpty()
        && !text.startsWith("/*")
        && !text.startsWith("*")
        && !text.startsWith("#include");
  }
}
