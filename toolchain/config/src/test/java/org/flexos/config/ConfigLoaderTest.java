package org.flexos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.model.Compartment;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String HEAD = "specification: '0.6'\nname: flexos-example\n";
  private static final String TWO =
      HEAD
          + """
          compartments:
          - {name: comp1, mechanism: {driver: intel-pku}, default: true}
          - {name: comp2, mechanism: {driver: intel-pku}}
          """;
  private static final String PLACED = "libraries:\n  flexos-example: {compartment: comp2}\n";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private LoadedImage load(String kraft) throws IOException {
    return load(kraft, Optional.empty(), Optional.empty());
  }

  private LoadedImage load(String kraft, Optional<String> profile, Optional<String> driver)
      throws IOException {
    Optional<Path> overlay = Optional.empty();
    if (profile.isPresent()) {
      overlay = Optional.of(write("profile.yaml", profile.get()));
    }
    return ConfigLoader.load(write("kraft.yaml", kraft), overlay, driver, new FakeCatalog());
  }

  @Test
  void argumentsOfMainAreAListOrOneText() throws IOException {
    assertThat(load(TWO + PLACED).command()).isEmpty();
    assertThat(load(TWO + PLACED + "cmd: [a, two words]\n").command())
        .containsExactly("a", "two words");
    assertThat(load(TWO + PLACED + "cmd: /etc/a.conf --fast\n").command())
        .containsExactly("/etc/a.conf", "--fast");
  }

  @Test
  void whatIsEmptyIsNothing() throws IOException {
    assertThat(load(TWO + PLACED + "cmd:\n").command()).isEmpty();
    assertThat(load(TWO + PLACED + "cmd: ''\n").command()).isEmpty();
    assertThat(load(TWO + PLACED + "cmd: [a, '', 'null']\n").command())
        .containsExactly("a", "", "null");
    assertThat(load(HEAD + "libraries:\ncompartments:\nunikraft:\nsharing:\n"))
        .isEqualTo(load(HEAD + "unikraft: staging\n"))
        .isEqualTo(load(HEAD));
    assertThat(load(TWO + "libraries: {flexos-example: {compartment: comp2}, newlib: null}\n"))
        .isEqualTo(load(TWO + PLACED + "  newlib: stable\n"));
  }

  /** One finding, where the name is. */
  @Test
  void namesAreToBeThere() {
    assertThatThrownBy(() -> load("specification: '0.6'\nname: nobody\n"))
        .hasMessageMatching(
            "\\S+kraft.yaml:2:7: error: unknown application 'nobody' \\(known: [^:]+\\)");
    assertThatThrownBy(() -> load("specification: '0.6'\nname:\n"))
        .hasMessageMatching("\\S+kraft.yaml:2:6: error: 'name' has no value; [^:]+");
    assertThatThrownBy(() -> load("specification: '0.6'\nname: ''\n"))
        .hasMessageMatching("\\S+kraft.yaml:2:7: error: 'name' is missing: the name of .* library");
    assertThatThrownBy(() -> load("specification: ~\nname: flexos-example\n"))
        .hasMessageMatching("\\S+kraft.yaml:1:16: error: 'specification' has no value; [^:]+");
  }

  @Test
  void argumentsMayNameTheGuestsMemory() throws IOException {
    String shares = "cmd: --max ${memory:60%} --all=${memory} ${memory:100%} $HOME\n";
    assertThat(load(TWO + PLACED + shares).commandWith(64L << 20))
        .containsExactly("--max", "40265318", "--all=67108864", "67108864", "$HOME");
    assertThat(load(TWO + PLACED + "cmd: ['${memory:1%}']\n").commandWith((1L << 40) + 99))
        .containsExactly("10995116278");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${memroy}", "${memory:0%}", "${memory:101%}", "${memory:60}", "${}", "${memory"})
  void otherThanMemoryStandsForNothing(String wrong) {
    String kraft = TWO + PLACED + "cmd:\n- a\n- '" + wrong + "'\n";
    assertThatThrownBy(() -> load(kraft))
        .hasMessageEndingWith(
            "kraft.yaml:"
                + kraft.lines().count()
                + ":3: error: 'cmd': '"
                + wrong
                + "' stands for nothing (allowed: ${memory}, the guest's memory in bytes, and a"
                + " share of it of 1 to 100 %, as in ${memory:60%})");
  }

  @Test
  void volumesAreFoldersAndWhereTheGuestHasThem() throws IOException {
    assertThat(load(TWO + PLACED + "volumes: {}\n").volumes()).isEmpty();
    assertThat(load(TWO + PLACED + "volumes: [./data:/data]\n").volumes())
        .containsExactly("./data:/data");
    assertThatThrownBy(() -> load(TWO + PLACED + "volumes: [data]\n"))
        .hasMessageContaining(
            "error: 'volumes': 'data' must have the form HOSTDIR:/path, for example ./data:/data");
  }

  private static String resource(String name) throws IOException {
    try (var in = ConfigLoaderTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static PlacedLibrary library(ImageSpec image, String name) {
    return image.libraries().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void readsTheExampleOfTheOriginal() throws IOException {
    LoadedImage loaded = load(resource("flexos-example.kraft.yaml"));
    ImageSpec image = loaded.image();
    assertThat(loaded.notes()).isEmpty();
    assertThat(image.application()).isEqualTo("flexos-example");
    assertThat(image.compartments())
        .extracting(Compartment::name)
        .containsExactly("comp1", "comp2");
    assertThat(image.compartments())
        .extracting(Compartment::driver)
        .containsOnly(DriverKind.INTEL_PKU);
    assertThat(image.compartments())
        .extracting(Compartment::sharedStack)
        .containsExactly(false, true);
    assertThat(image.compartments()).extracting(Compartment::gate).containsOnly(GateVariant.STRICT);
    assertThat(image.libraries())
        .extracting(PlacedLibrary::name)
        .containsExactly(
            "flexos-core", "flexos-example", "newlib", "ramfs", "tlsf", "ukboot", "vfscore");
    assertThat(library(image, "flexos-example").compartment()).isEqualTo("comp2");
    assertThat(library(image, "newlib").compartment()).isEqualTo("comp1");
    assertThat(library(image, "tlsf").compartment()).as("unplaced").isEqualTo("comp1");
    assertThat(library(image, "flexos-core").compartment()).isEmpty();
    assertThat(library(image, "vfscore").defines())
        .containsExactly("AUTOMOUNT=1", "CONFIG_LIBVFSCORE_ROOTFS_RAMFS=1");
    assertThat(library(image, "newlib").defines())
        .containsExactly("CONFIG_LIBNEWLIBC=1", "CONFIG_LIBNEWLIBM=1");
  }

  @Test
  void readsRedisAndNamesEveryLibraryAndOptionThatIsMissing() throws IOException {
    Path file = write("redis.yaml", resource("redis.kraft.yaml"));
    var reader = new KraftReader(file);
    KraftSpec spec = reader.read();
    assertThat(reader.findings()).isEmpty();
    assertThat(spec.kconfig()).hasSize(13);
    assertThat(spec.libraries())
        .extracting(KraftSpec.LibrarySpec::name)
        .containsExactly("tlsf", "pthread-embedded", "newlib", "lwip", "redis");
    assertThatThrownBy(
            () -> ConfigLoader.load(file, Optional.empty(), Optional.empty(), new FakeCatalog()))
        .hasMessageContaining(":7:7: error: unknown kconfig option 'CONFIG_LIBUK9P'")
        .hasMessageContaining(":46:3: error: unknown library 'lwip'");
  }

  @Test
  void acceptsIsCoreAndShortAndMappedForms() throws IOException {
    ImageSpec image =
        load(TWO
                + """
                    libraries:
                      newlib: stable
                      vfscore:
                        is_core: true
                        kconfig: {CONFIG_LIBVFSCORE_AUTOMOUNT_ROOTFS: y}
                      flexos-example: {compartment: comp2, hardening: [stack-protector]}
                    """)
            .image();
    assertThat(library(image, "vfscore").defines()).containsExactly("AUTOMOUNT=1");
    assertThat(library(image, "flexos-example").hardening())
        .containsExactly(Hardening.STACK_PROTECTOR);
  }

  @Test
  void withoutCompartmentsThereIsOneThatIsolatesNothing() throws IOException {
    ImageSpec image = load(HEAD).image();
    assertThat(image.compartments()).hasSize(1);
    assertThat(image.compartments().get(0).driver()).isEqualTo(DriverKind.FCALLS);
  }

  @Test
  void aProfileReplacesCompartmentsAndOverlaysLibraries() throws IOException {
    LoadedImage loaded =
        load(
            TWO + PLACED,
            Optional.of(
                """
                compartments:
                - {name: a, mechanism: {driver: fcalls}, default: true, sharing: {stack: dss}}
                - {name: b, mechanism: {driver: intel-pku, gate: full}}
                libraries:
                  flexos-example: {compartment: b}
                  vfscore: {compartment: b}
                sharing: {sites: ['newlib:malloc'], globals: ['newlib:environ']}
                """),
            Optional.empty());
    ImageSpec image = loaded.image();
    assertThat(image.compartments()).extracting(Compartment::name).containsExactly("a", "b");
    assertThat(image.compartment("a").stack()).isEqualTo(Compartment.StackSharing.DSS);
    assertThat(image.compartment("b").gate()).isEqualTo(GateVariant.FULL);
    assertThat(library(image, "flexos-example").compartment()).isEqualTo("b");
    assertThat(library(image, "vfscore").compartment()).isEqualTo("b");
    assertThat(library(image, "newlib").compartment()).isEqualTo("a");
    assertThat(image.sharedGlobals()).containsExactly("newlib:environ");
    assertThat(image.sharedSites()).containsExactly("newlib:malloc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "libraries: {newlib: null, vfscore: }|",
        "libraries: {newlb: null}|1:13: error: unknown library 'newlb'; did you mean 'newlib'?",
        "libraries: {ramfs: }|1:13: error: library 'ramfs' is not in the image, and a profile brings"
            + " nothing in; list it in kraft.yaml, or drop it here",
        "libraries: {newlib: {compartment: }}|1:34: error: 'compartment' has no value",
        "libraries: {newlib: comp2}|1:21: error: 'newlib' must be a mapping",
        "compartments: [~]|1:16: error: a compartment is empty",
      })
  void aProfileSaysWhereThingsAre(String profile, String finding) throws IOException {
    if (finding == null) {
      assertThat(load(TWO + PLACED, Optional.of(profile), Optional.empty()))
          .isEqualTo(load(TWO + PLACED));
    } else {
      assertThatThrownBy(() -> load(TWO + PLACED, Optional.of(profile), Optional.empty()))
          .hasMessageContaining("profile.yaml:" + finding);
    }
  }

  @Test
  void aDriverOnTheCommandLineReplacesAll() throws IOException {
    ImageSpec image = load(TWO + PLACED, Optional.empty(), Optional.of("fcalls")).image();
    assertThat(image.compartments())
        .extracting(Compartment::driver)
        .containsOnly(DriverKind.FCALLS);
    assertThatThrownBy(() -> load(TWO + PLACED, Optional.empty(), Optional.of("intel-pk")))
        .hasMessageContaining(
            "--driver: error: unknown driver 'intel-pk'; did you mean 'intel-pku'?");
  }

  @Test
  void companionsFollowEachOther() throws IOException {
    ImageSpec image =
        load(TWO + "libraries:\n  uksched: {compartment: comp2}\n  flexos-example:\n").image();
    assertThat(library(image, "ukschedcoop").compartment()).isEqualTo("comp2");
  }

  @Test
  void warnsOfACompartmentWithNothingInIt() throws IOException {
    assertThat(load(TWO).notes())
        .extracting(Diagnostic::render)
        .singleElement()
        .asString()
        .contains("kraft.yaml:5:10: warning: compartment 'comp2' is declared, but no library");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "compartments: [|:4:1: error: malformed YAML:",
        "compartmens: []|:3:1: error: unknown key 'compartmens' in kraft.yaml; did you mean 'compartments'?",
        "libraries: {newlb: }|:3:13: error: unknown library 'newlb'; did you mean 'newlib'?",
        "libraries: {newlib: {compartmnt: x}}|:3:22: error: unknown key 'compartmnt'",
        "libraries: {newlib: {kconfig: [CONFIG_LIBNEWLIBX=y]}}|:3:32: error: unknown kconfig option 'CONFIG_LIBNEWLIBX'; did you mean 'CONFIG_LIBNEWLIB'?",
        "libraries: {newlib: {kconfig: [CONFIG_LIBNEWLIBC=maybe]}}|:3:32: error: kconfig option 'CONFIG_LIBNEWLIBC' is y or n, was 'maybe'; write y, or drop the line",
        "libraries: {newlib: {kconfig: {CONFIG_LIBNEWLIBC: 1}}}|:3:32: error: kconfig option 'CONFIG_LIBNEWLIBC' is y or n, was '1'",
        "libraries: {newlib: {kconfig: {CONFIG_LIBNEWLIBC: }}}|:3:50: error: 'CONFIG_LIBNEWLIBC' has no value; write one",
        "libraries: {newlib: {kconfig: [CONFIG_LIBNEWLIBC=y, CONFIG_LIBNEWLIBC=n]}}|:3:53: error: kconfig option 'CONFIG_LIBNEWLIBC' is n here and y at line 3; drop one",
        "libraries: {newlib: {kconfig: [null]}}|:3:32: error: an item of 'kconfig' has no value",
        "libraries: {newlib: {kconfig: [x]}}|:3:32: error: kconfig item 'x' must have the form",
        "libraries: {newlib: {hardening: [stack-protector, ubsn]}}|:3:51: error: unknown hardening 'ubsn'; did you mean 'ubsan'?",
        "libraries: {newlib: {hardening: [stak-protector]}}|:3:34: error: unknown hardening 'stak-protector'; did you mean 'stack-protector'?",
        "libraries: {newlib: {hardening: [autovar-init]}}|:3:34: error: unknown hardening 'autovar-init'; did you mean 'auto-var-init'? (known: auto-var-init, stack-protector, ubsan)",
        "libraries: {newlib: {compartment: comp1}}|:3:35: error: compartment 'comp1' is not declared",
        "libraries: {newlib: {compartment: }}|:3:34: error: 'compartment' has no value; write one (empty text, null and ~ in quotes), or drop it",
        "libraries: {newlib: {hardening: [~]}}|:3:34: error: an item of 'hardening' has no value",
        "libraries: {newlib: {}, newlib: {}}|:3:25: error: key 'newlib' stands here twice",
        "libraries: [newlib]|:3:12: error: 'libraries' must be a mapping",
        "targets: [{architecture: arm64, platform: kvm}]|:3:26: error: architecture 'arm64' is not supported",
        "targets: [null]|:3:11: error: a target is empty; write a mapping (key: value), or drop it",
        "compartments: [null]|:3:16: error: a compartment is empty; write a mapping (key: value), or drop it",
        "compartments: [{name: a, default: true, mechanism: {driver: null}}]|:3:61: error: 'driver' has no value",
        "compartments: [{name: , default: true, mechanism: {driver: fcalls}}]|:3:22: error: 'name' has no value",
        "compartments: 'null'|:3:15: error: 'compartments' must be a list",
        "volumes: [~]|:3:11: error: an item of 'volumes' has no value",
        "cmd: [a, null]|:3:10: error: an item of 'cmd' has no value; write one (empty text, null and ~ in quotes), or drop it",
        "spec: '0.6'|:3:1: error: 'spec' and 'specification' are one key; drop one",
        "compartments: [{name: a, mechanism: {driver: intel-pku}}]|:3:23: error: no compartment is the default",
        "compartments: [{name: a, default: true, mechanism: {driver: vmept9}}]|:3:61: error: unknown driver 'vmept9'",
        "compartments: [{name: a, default: yes, mechanism: {driver: fcalls}}]|:3:35: error: 'default' must be true or false",
        "compartments: [{name: a, default: true, mechanism: {driver: fcalls}}, {name: a, mechanism: {driver: fcalls}}]|:3:78: error: compartment 'a' is declared twice (first at line 3)",
        "compartments: [{name: a, default: true, mechanism: {driver: fcalls}}, {name: b, default: true, mechanism: {driver: fcalls}}]|:3:78: error: two default compartments: 'a' and 'b'",
        "compartments: [{name: a, default: true, mechanism: {driver: fcalls, gate: light}}]|:3:75: error: gate 'light' is not chosen by name: write 'noisolstack: true'",
        "compartments: [{name: a, default: true, mechanism: {driver: fcalls}, sharing: {stack: shared}}]|:3:87: error: whole stacks are not shared by 'sharing': write 'noisolstack: true' under 'mechanism' in both compartments",
        "compartments: [{name: a, default: true}]|error: compartment 'a' needs mechanism",
        "sharing: {globals: [environ]}|:3:21: error: sharing.globals: 'environ' must have the form library:name",
        "sharing: {globals: ['newlb:environ']}|:3:21: error: sharing.globals: unknown library 'newlb'; did you mean 'newlib'?",
      })
  void saysWhereAndWhatIsWrong(String line, String finding) {
    assertThatThrownBy(() -> load(HEAD + line + "\n"))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("kraft.yaml" + (finding.startsWith(":") ? finding : ""))
        .hasMessageContaining(finding);
  }

  @Test
  void refusesToPartTheSchedulerFromItsPolicy() {
    assertThatThrownBy(
            () ->
                load(
                    TWO
                        + "libraries:\n  uksched: {compartment: comp2}\n"
                        + "  ukschedcoop: {compartment: comp1}\n"))
        .hasMessageContaining(
            ":7:26: error: 'uksched' (in 'comp2') and 'ukschedcoop' (in 'comp1')");
  }

  @Test
  void refusesToPlaceTheTrustedBase() {
    assertThatThrownBy(() -> load(TWO + "libraries:\n  flexos-core: {compartment: comp2}\n"))
        .hasMessageContaining("part of the trusted base");
  }

  @Test
  void countsKeys() throws IOException {
    assertThat(load(manyCompartments(13)).image().compartments()).hasSize(13);
    assertThatThrownBy(() -> load(manyCompartments(14)))
        .hasMessageContaining("this image needs 15 protection keys (14 for intel-pku compartments");
  }

  /** One library each. */
  private static String manyCompartments(int count) {
    var compartments = new StringBuilder("compartments:\n");
    var libraries = new StringBuilder("libraries:\n");
    for (int i = 0; i < count; i++) {
      compartments.append(
          "- {name: c" + i + ", mechanism: {driver: intel-pku}, default: " + (i == 0) + "}\n");
      libraries.append("  spare" + i + ": {compartment: c" + i + "}\n");
    }
    return HEAD + compartments + libraries;
  }

  @Test
  void refusesWhatIsNotText() throws IOException {
    Path file = folder.resolve("kraft.yaml");
    var none = new FakeCatalog();
    Files.write(file, new byte[] {(byte) 0xc3, 0x28, 0});
    assertThatThrownBy(() -> ConfigLoader.load(file, Optional.empty(), Optional.empty(), none))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(file + ":1:1: error: not text in UTF-8: byte 0xc3; save the file as UTF-8");
    Files.write(file, "name: x\nä: \u0007\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ConfigLoader.load(file, Optional.empty(), Optional.empty(), none))
        .hasMessage(file + ":2:4: error: malformed YAML: character 0x07 is not allowed; remove it");
    for (String empty : List.of("", "# nothing\n", "---\n", "null\n", "~")) {
      assertThatThrownBy(() -> load(empty))
          .as(empty)
          .isInstanceOf(UserErrorException.class)
          .hasMessage(file + ":1:1: error: the file is empty");
    }
    assertThatThrownBy(() -> load("[".repeat(200_000)))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(file + ":1:1: error: malformed YAML: nested too deeply to be read");
  }
}
