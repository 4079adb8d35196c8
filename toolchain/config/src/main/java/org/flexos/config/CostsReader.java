package org.flexos.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flexos.config.CostTable.Cost;
import org.flexos.config.CostTable.Gate;
import org.flexos.config.Yaml.Section;
import org.flexos.model.UserErrorException;

/** Reads a table of costs, as {@code data/costs/skylake.yaml} is one. */
public final class CostsReader {
  private static final Set<String> KEYS =
      Set.of("clock", "other", "instructions", "gates", "call", "copying");
  private static final Cost NONE = new Cost(0, "");

  private final Yaml yaml;
  private final Section root;

  private CostsReader(Yaml yaml, Section root) {
    this.yaml = yaml;
    this.root = root;
  }

  /**
   * @throws UserErrorException everything that is wrong with the file
   */
  public static CostTable read(Path file) {
    Yaml.Document document = Yaml.read(file);
    Yaml.failOnErrors(document.yaml().findings());
    Section root = document.root().orElseThrow().only("a table of costs", KEYS);
    var reader = new CostsReader(document.yaml(), root);
    var table =
        new CostTable(
            file.toString(),
            reader.number(root, "clock", Double.MIN_NORMAL),
            reader.cost(root, "other"),
            new TreeMap<>(reader.costs()),
            reader.gates(),
            reader.cost(root, "call"),
            reader.cost(root, "copying"));
    Yaml.failOnErrors(document.yaml().findings());
    return table;
  }

  private Cost cost(Section section, String key) {
    Optional<Section> found = section.map(key);
    if (found.isEmpty()) {
      yaml.error(section.at(key), "'" + key + "' is missing: {cycles: N, source: who says so}");
      return NONE;
    }
    Section cost = found.get().only("'" + key + "'", Set.of("cycles", "source"));
    return new Cost(number(cost, "cycles", 0), source(cost, key));
  }

  private Map<String, Cost> costs() {
    var costs = new LinkedHashMap<String, Cost>();
    root.map("instructions").ifPresent(s -> s.keys().forEach(k -> costs.put(k, cost(s, k))));
    return costs;
  }

  private Map<String, Gate> gates() {
    var gates = new LinkedHashMap<String, Gate>();
    root.map("gates")
        .ifPresent(s -> s.keys().forEach(k -> s.map(k).ifPresent(g -> gates.put(k, gate(g, k)))));
    return gates;
  }

  private Gate gate(Section gate, String name) {
    gate.only("'" + name + "'", Set.of("cycles", "instructions", "source"));
    return new Gate(
        number(gate, "cycles", 0), (int) number(gate, "instructions", 0), source(gate, name));
  }

  /** A figure without a source is not one. */
  private String source(Section section, String name) {
    Optional<String> source = section.text("source").filter(s -> !s.isBlank());
    if (source.isEmpty()) {
      yaml.error(section.where, "'" + name + "' has no 'source': say where its cycles come from");
    }
    return source.orElse("");
  }

  private double number(Section section, String key, double least) {
    String text = section.text(key).orElse("");
    if (text.matches("[0-9]{1,12}(\\.[0-9]{1,6})?([eE][0-9]{1,2})?")
        && Double.parseDouble(text) >= least) {
      return Double.parseDouble(text);
    }
    yaml.error(
        section.atValue(key),
        "'" + key + "' must be a number" + (least > 0 ? " above 0" : "") + ", was '" + text + "'");
    return 1;
  }
}
