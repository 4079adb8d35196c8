package org.flexos.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected texts beside the tests; {@code -Dgolden.update=true} rewrites them from what is. */
final class GoldenFile {
  private static final Path FOLDER = Path.of("src/test/resources/org/flexos/emit");

  private GoldenFile() {}

  static void check(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(actual).as("as in %s", file).isEqualTo(Files.readString(file));
  }
}
