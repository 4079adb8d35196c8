package org.flexos.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flexos.model.DriverKind;
import org.flexos.model.Hardening;
import org.junit.jupiter.api.Test;

/** The tables of the documents list exactly the keys that the readers accept. */
class DocumentedKeysTest {
  private static final Path DOCUMENTS = Path.of("../../docs");
  private static final Pattern TABLE =
      Pattern.compile("<!-- keys: ([^>]+) -->\n\\|.*\n\\|.*\n((?:\\|.*\n)+)");
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

  private static Map<String, Set<String>> tablesOf(String document) throws IOException {
    var tables = new TreeMap<String, Set<String>>();
    var table = TABLE.matcher(Files.readString(DOCUMENTS.resolve(document)));
    while (table.find()) {
      var keys = new TreeSet<String>();
      ROW.matcher(table.group(2)).results().forEach(r -> keys.add(r.group(1)));
      tables.put(table.group(1), keys);
    }
    return tables;
  }

  @Test
  void kraftYamlAndProfiles() throws IOException {
    assertThat(tablesOf("kraft-yaml.md"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kraft.yaml", KraftReader.KEYS,
                "compartment", KraftReader.COMPARTMENT_KEYS,
                "mechanism", KraftReader.MECHANISM_KEYS,
                "sharing of a compartment", KraftReader.COMPARTMENT_SHARING_KEYS,
                "library", KraftReader.LIBRARY_KEYS,
                "sharing", KraftReader.SHARING_KEYS,
                "profile", ProfileReader.KEYS,
                "library of a profile", ProfileReader.LIBRARY_KEYS));
  }

  @Test
  void libraryYaml() throws IOException {
    assertThat(tablesOf("library-yaml.md"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "library.yaml", DescriptorReader.KEYS,
                "origin", DescriptorReader.ORIGIN_KEYS,
                "option", DescriptorReader.OPTION_KEYS,
                "piece", BuildRules.PART_KEYS,
                "call table", BuildRules.TABLE_KEYS,
                "argument", ArgumentReader.KEYS));
  }

  @Test
  void driversAndHardenings() throws IOException {
    String text = Files.readString(DOCUMENTS.resolve("kraft-yaml.md"));
    assertThat(text).contains(DriverKind.names().stream().map(n -> "`" + n + "`").toList());
    assertThat(text)
        .contains(Arrays.stream(Hardening.values()).map(h -> "`" + h.yamlName() + "`").toList());
  }
}
