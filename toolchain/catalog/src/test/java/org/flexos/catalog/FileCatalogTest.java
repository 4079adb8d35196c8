package org.flexos.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCatalogTest {
  @TempDir private Path home;

  private Path write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private FileCatalog catalog() {
    return new FileCatalog(home, Optional.empty());
  }

  @Test
  void findsLibrariesButNoTestsOfOthers() throws IOException {
    write("os/lib/one/library.yaml", "name: one\nsources: ['*.c']\ncapabilities: [console]\n");
    write("os/external/two/library.yaml", "name: two\nsources: ['*.c']\n");
    write("os/tests/abi/library.yaml", "name: abi\nsources: ['*.c']\n");
    write("os/tests/abi/callee/library.yaml", "name: callee\nsources: ['*.c']\n");
    write("apps/three/library.yaml", "name: three\nsources: ['*.c']\n");
    assertThat(catalog().names()).containsExactly("one", "three", "two");
    assertThat(catalog().find("one").orElseThrow().capabilities())
        .containsExactly(Capability.CONSOLE);
    assertThat(new FileCatalog(home, Optional.of(home.resolve("os/tests/abi"))).names())
        .containsExactly("abi", "callee", "one", "three", "two");
    assertThat(new FileCatalog(home, Optional.of(home.resolve("apps/three"))).names())
        .as("seen once though it is in the repository")
        .containsExactly("one", "three", "two");
  }

  @Test
  void refusesTwoOfOneName() throws IOException {
    write("os/lib/one/library.yaml", "name: one\nsources: ['*.c']\n");
    write("os/lib/uno/library.yaml", "name: one\nsources: ['*.c']\n");
    assertThatThrownBy(this::catalog)
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("library 'one' is described by");
  }

  /** Else the sections of both would go to one compartment, whichever comes first. */
  @Test
  void refusesTwoThatSymbolsDoNotTellApart() throws IOException {
    write("os/lib/one/library.yaml", "name: one-a\nsources: ['*.c']\n");
    write("os/lib/uno/library.yaml", "name: one_a\nsources: ['*.c']\n");
    assertThatThrownBy(this::catalog)
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            home.resolve("os/lib/uno/library.yaml")
                + ":1:1: error: library 'one_a' has the name of another but for '-' and '_', which"
                + " symbols do not tell apart: see "
                + home.resolve("os/lib/one/library.yaml")
                + "; rename one");
  }

  @Test
  void aCopyOfAnExampleStandsForItWhereItIsBuilt() throws IOException {
    write("apps/three/library.yaml", "name: three\nsources: ['*.c']\n");
    write("elsewhere/copy/library.yaml", "name: three\nsources: ['*.c']\n");
    Path copy = home.resolve("elsewhere/copy");
    assertThat(new FileCatalog(home, Optional.of(copy)).find("three").orElseThrow().root())
        .isEqualTo(copy.toString());
    write("os/lib/three/library.yaml", "name: three\nsources: ['*.c']\n");
    assertThatThrownBy(() -> new FileCatalog(home, Optional.of(copy)))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            copy.resolve("library.yaml")
                + ":1:1: error: library 'three' is described by "
                + home.resolve("os/lib/three/library.yaml")
                + " too; rename one");
  }

  @Test
  void saysWhatIsWrongInADescriptor() throws IOException {
    write("os/lib/one/library.yaml", "name: one\nsource: ['*.c']\ncapabilities: [consol]\n");
    assertThatThrownBy(this::catalog)
        .hasMessageContaining("library.yaml:2:1: error: unknown key 'source'")
        .hasMessageContaining("did you mean 'sources'?")
        .hasMessageContaining(":3:16: error: unknown item 'consol' of 'capabilities'");
  }

  @Test
  void resolvesPatternsToUnits() throws IOException {
    write("o/top/libc/stdio/printf.c", "");
    write("o/top/libc/stdio/scanf.c", "");
    write("o/top/libc/string/memcpy.S", "");
    write("os/lib/c/glue.c", "");
    write(
        "os/lib/c/library.yaml",
        """
        name: c
        origin: {file: c.tar.gz, sha256: %s}
        sources: ['*.c', 'origin/libc/stdio/*.c', 'origin/libc/**/*.S']
        excludes: ['origin/libc/stdio/scanf.c']
        """
            .formatted("0".repeat(64)));
    var descriptor = catalog().find("c").orElseThrow();
    assertThat(SourceSet.resolve(descriptor, Optional.of(home.resolve("o/top"))))
        .extracting(SourceFile::unitName)
        .isEqualTo(List.of("glue", "libc_stdio_printf", "libc_string_memcpy"));
  }

  @Test
  void refusesPatternsWithoutFilesAndUnitsOfOneName() throws IOException {
    write("os/lib/c/a.c", "");
    write("os/lib/c/a.S", "");
    write("os/lib/c/library.yaml", "name: c\nsources: ['*.cc']\n");
    assertThatThrownBy(() -> SourceSet.resolve(catalog().find("c").orElseThrow(), Optional.empty()))
        .hasMessageContaining("library.yaml: error: sources: '*.cc' matches no file");
    write("os/lib/c/library.yaml", "name: c\nsources: ['[']\n");
    assertThatThrownBy(() -> SourceSet.resolve(catalog().find("c").orElseThrow(), Optional.empty()))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("library.yaml: error: sources: '[' is not a pattern: Missing ']");
    write("os/lib/c/library.yaml", "name: c\nsources: ['*.c', '*.S']\n");
    assertThatThrownBy(() -> SourceSet.resolve(catalog().find("c").orElseThrow(), Optional.empty()))
        .hasMessageContaining("would both be unit 'a'");
  }
}
