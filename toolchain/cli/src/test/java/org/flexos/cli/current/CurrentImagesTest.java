package org.flexos.cli.current;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.flexos.cli.Cli;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application outside of the repository, whose image is built when something changed. */
class CurrentImagesTest {
  private static final String MAIN =
      "#include \"answer.h\"\nint main(void)\n{\n    return ANSWER;\n}\n";
  private static final String LIBRARY =
      "name: mine\nsummary: A test\nneeds: [newlib]\nsources: [\"*.c\"]\nflags: [%s]\n";
  private static final String KRAFT =
      """
      specification: '0.6'
      name: mine
      compartments:
        - name: c1
          mechanism: {driver: intel-pku}
          default: true
        - name: c2
          mechanism: {driver: intel-pku}
      libraries:
        newlib: {version: staging, compartment: c1}
        mine: {version: staging, compartment: c2}
      """;

  @TempDir private Path folder;
  private Path application;
  private Optional<String> toolchain = Optional.of("test");

  @BeforeEach
  void application() throws IOException {
    application = Files.createDirectory(folder.resolve("mine"));
    write("main.c", MAIN);
    write("answer.h", "#define ANSWER 42\n");
    write("library.yaml", LIBRARY.formatted("-DX=1"));
    write("kraft.yaml", KRAFT);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(application.resolve(name), text);
  }

  private BuildRequest request() {
    return new BuildRequest(application, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private ReadyImage get() {
    return new CurrentImages(Cli.session(2), toolchain).get(request());
  }

  private boolean builds() {
    return get().milliseconds().containsKey("link");
  }

  private byte[] image() throws IOException {
    return Files.readAllBytes(request().imageFile());
  }

  @Test
  void buildsOnceAndKnowsTheRest() throws IOException {
    ReadyImage first = get();
    assertThat(first.milliseconds()).containsKey("link");
    byte[] image = image();

    ReadyImage second = get();
    assertThat(second.milliseconds()).doesNotContainKey("link");
    assertThat(second.sheet()).isEqualTo(first.sheet());
    assertThat(second.plan()).isEqualTo(first.plan());
    assertThat(second.facts()).isEqualTo(first.facts());
    assertThat(image()).isEqualTo(image);

    toolchain = Optional.of("another");
    assertThat(builds()).isTrue();
    assertThat(builds()).isFalse();
    toolchain = Optional.empty();
    assertThat(builds()).as("nobody knows what toolchain this is").isTrue();
    assertThat(image()).isEqualTo(image);
  }

  @Test
  void changedHeaderOrFlagIsSeenAndATouchIsNot() throws IOException {
    get();
    byte[] image = image();
    Files.setLastModifiedTime(application.resolve("main.c"), FileTime.fromMillis(1));
    assertThat(builds()).isFalse();

    write("answer.h", "#define ANSWER 43\n");
    assertThat(builds()).isTrue();
    assertThat(image()).isNotEqualTo(image);
    write("answer.h", "#define ANSWER 42\n");
    assertThat(builds()).isTrue();
    assertThat(image()).isEqualTo(image);

    write("library.yaml", LIBRARY.formatted("-DX=2"));
    assertThat(builds()).isTrue();
    assertThat(builds()).isFalse();
  }

  @Test
  void damagedImageIsBuiltAgain() throws IOException {
    get();
    byte[] image = image();
    byte[] damaged = image.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(request().imageFile(), damaged);
    assertThat(builds()).isTrue();
    assertThat(image()).isEqualTo(image);

    Files.delete(application.resolve("build/mine.elf.dbg"));
    assertThat(builds()).isTrue();
    Path record = application.resolve("build/mine.parts/made-from.bin");
    Files.write(record, new byte[] {1, 2, 3});
    assertThat(builds()).isTrue();
    assertThat(builds()).isFalse();
  }

  @Test
  void failedBuildLeavesNoImageForCurrent() throws IOException {
    get();
    write("main.c", "int main(void) { return nothing_of_that_name; }\n");
    assertThatThrownBy(this::get).isInstanceOf(UserErrorException.class);
    assertThatThrownBy(this::get).isInstanceOf(UserErrorException.class);
    write("main.c", MAIN);
    get();
    assertThat(builds()).isFalse();
  }

  @Test
  void twoBuildsAtOnceLeaveOneImageThatIsCurrent() throws Exception {
    Process one = build();
    Process two = build();
    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    assertThat(builds()).isFalse();
  }

  private Process build() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Dflexos.home=" + Cli.home(),
            "-Dflexos.cache=" + Cli.cache(),
            "-Dflexos.toolchain=" + toolchain.orElseThrow(),
            "org.flexos.cli.Main",
            "build",
            application.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
