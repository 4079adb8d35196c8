package org.flexos.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.config.Yaml.Section;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Copied;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.ArgumentSpec.Size;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a descriptor says of one argument; docs/copying-gates.md has the grammar. */
final class ArgumentReader {
  static final Set<String> KEYS = Set.of("index", "kind", "size", "at-most", "copied");
  private static final Pattern SIZE =
      Pattern.compile("(?:arg(\\d)(?:\\*arg(\\d))?(?:\\*(\\d{1,7}))?|(\\d{1,7}))");
  private static final Pattern RESULT = Pattern.compile("result(?:\\*(\\d{1,7}))?");
  private static final List<String> KINDS =
      Arrays.stream(Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).toList();

  private final Yaml yaml;

  ArgumentReader(Yaml yaml) {
    this.yaml = yaml;
  }

  Optional<ArgumentSpec> read(String function, Node node) {
    var section = yaml.item(node, "an argument of '" + function + "'");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Section s = section.get().only("an argument", KEYS);
    String index = s.text("index").orElse("");
    int kind = KINDS.indexOf(s.text("kind").orElse(""));
    if (!index.matches("\\d{1,2}") || kind < 0) {
      yaml.error(
          s.where,
          "an argument needs 'index' (from 0) and 'kind' (one of "
              + String.join(", ", KINDS)
              + ")");
      return Optional.empty();
    }
    return Optional.of(argument(s, Integer.parseInt(index), Kind.values()[kind]));
  }

  private ArgumentSpec argument(Section s, int index, Kind kind) {
    boolean buffer = kind.isCopied() && kind != Kind.STRING;
    Optional<Size> size = s.text("size").flatMap(t -> size(s, t));
    if (buffer && !s.has("size")) {
      yaml.error(
          s.where, "an argument that is a buffer needs 'size', for example 16, arg2 or arg2*8");
    }
    refuse(s, "size", buffer, kind);
    refuse(s, "at-most", kind.isCopied(), kind);
    refuse(s, "copied", kind.comesBack(), kind);
    if (s.has("at-most") && size.filter(z -> z.first() < 0 || z.second() >= 0).isPresent()) {
      yaml.error(
          s.at("at-most"),
          "'at-most' lowers one argument that says the size; here none does, or two do");
    }
    return new ArgumentSpec(
        index,
        kind,
        size,
        s.text("at-most").map(t -> bytes(s, "at-most", t)).orElse(0L),
        s.text("copied").map(t -> copied(s, t)).orElse(Copied.ALL));
  }

  private void refuse(Section s, String key, boolean allowed, Kind kind) {
    if (s.has(key) && !allowed) {
      yaml.error(
          s.at(key),
          "'" + key + "' means nothing for kind " + kind.name().toLowerCase(Locale.ROOT));
    }
  }

  private Optional<Size> size(Section s, String text) {
    Matcher m = SIZE.matcher(text.replace(" ", ""));
    if (!m.matches()) {
      yaml.error(
          s.atValue("size"),
          "'size' must be bytes (16), an argument (arg2), or a product (arg2*8, arg1*arg2), was '"
              + text
              + "'");
      return Optional.empty();
    }
    String constant = m.group(4) != null ? m.group(4) : m.group(3);
    return Optional.of(
        new Size(
            constant == null ? 1 : bytes(s, "size", constant),
            number(m.group(1)),
            number(m.group(2))));
  }

  private static int number(String digits) {
    return digits == null ? ArgumentSpec.NONE : Integer.parseInt(digits);
  }

  private long bytes(Section s, String key, String text) {
    long value = text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
    if (value < 1 || value > ArgumentSpec.LARGEST) {
      yaml.error(
          s.atValue(key),
          "'" + key + "' must be 1 to " + ArgumentSpec.LARGEST + " bytes, was '" + text + "'");
      return 1;
    }
    return value;
  }

  private Copied copied(Section s, String text) {
    Matcher result = RESULT.matcher(text.replace(" ", ""));
    if (result.matches()) {
      String factor = result.group(1);
      return new Copied(Amount.RESULT, factor == null ? 1 : bytes(s, "copied", factor));
    }
    if (text.equals("all") || text.equals("success")) {
      return new Copied(text.equals("all") ? Amount.ALL : Amount.SUCCESS, 1);
    }
    yaml.error(
        s.atValue("copied"),
        "'copied' must be all, success (unless the result is negative), result, or result*BYTES,"
            + " was '"
            + text
            + "'");
    return Copied.ALL;
  }
}
