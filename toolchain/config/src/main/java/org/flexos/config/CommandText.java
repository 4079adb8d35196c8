package org.flexos.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.config.Yaml.Section;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The arguments of {@code cmd}: a list, or one text that blanks part. <code>${memory}</code> in
 * them stands for the guest's memory in bytes, <code>${memory:60%}</code> for a share of it,
 * rounded down.
 */
final class CommandText {
  private static final Pattern ANY = Pattern.compile("\\$\\{[^}]*}?");
  private static final Pattern MEMORY = Pattern.compile("\\$\\{memory(?::(100|[1-9][0-9]?)%)?}");

  private CommandText() {}

  /** Reports what stands for nothing. */
  static List<String> read(Yaml yaml, Section root) {
    Optional<Node> node = root.node("cmd").filter(n -> !Yaml.isEmpty(n));
    if (node.filter(n -> n instanceof ScalarNode).isPresent()) {
      String line = root.text("cmd").orElse("").strip();
      check(yaml, new Yaml.Item(root.atValue("cmd"), line));
      return line.isEmpty() ? List.of() : List.of(line.split("\\s+"));
    }
    List<Yaml.Item> items = root.items("cmd");
    items.forEach(i -> check(yaml, i));
    return items.stream().map(Yaml.Item::text).toList();
  }

  private static void check(Yaml yaml, Yaml.Item item) {
    Matcher found = ANY.matcher(item.text());
    while (found.find()) {
      if (!MEMORY.matcher(found.group()).matches()) {
        yaml.error(
            item.where(),
            "'cmd': '"
                + found.group()
                + "' stands for nothing (allowed: ${memory}, the guest's memory in bytes, and a"
                + " share of it of 1 to 100 %, as in ${memory:60%})");
      }
    }
  }

  /**
   * @param memory of the guest, in bytes
   */
  static String expand(String argument, long memory) {
    return MEMORY.matcher(argument).replaceAll(m -> share(memory, m.group(1)));
  }

  private static String share(long memory, String percent) {
    return BigInteger.valueOf(memory)
        .multiply(new BigInteger(percent == null ? "100" : percent))
        .divide(BigInteger.valueOf(100))
        .toString();
  }
}
