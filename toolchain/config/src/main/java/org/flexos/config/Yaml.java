package org.flexos.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads YAML nodes with their positions and collects every finding. A reader that finds the wrong
 * kind of node reports it and gives an empty value, so that reading goes on.
 */
final class Yaml {
  private final String file;
  private final List<Diagnostic> findings = new ArrayList<>();

  /** Where a value is missing, which is said; that it is also a wrong one need not be. */
  private final Set<SourceLocation> missing = new HashSet<>();

  private Yaml(String file) {
    this.file = file;
  }

  /** A file's document. {@code root} is empty when the file is empty or malformed. */
  record Document(Yaml yaml, Optional<Section> root) {}

  /** A plain value and its place. */
  record Item(SourceLocation where, String text) {}

  /** A mapping with the positions of its keys. */
  final class Section {
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    final SourceLocation where;

    private Section(MappingNode node) {
      where = Yaml.this.at(node);
      for (NodeTuple tuple : node.getValue()) {
        String key =
            tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "(not a plain key)";
        if (entries.put(key, tuple) != null) {
          error(Yaml.this.at(tuple.getKeyNode()), "key '" + key + "' stands here twice; drop one");
        }
      }
    }

    /** Reports every key that is not among {@code allowed}. */
    Section only(String what, Set<String> allowed) {
      entries.forEach(
          (key, tuple) -> {
            if (!allowed.contains(key)) {
              error(
                  Yaml.this.at(tuple.getKeyNode()),
                  "unknown key '"
                      + key
                      + "' in "
                      + what
                      + Nearest.suggestion(key, allowed)
                      + " (allowed: "
                      + String.join(", ", allowed.stream().sorted().toList())
                      + ")");
            }
          });
      return this;
    }

    Set<String> keys() {
      return entries.keySet();
    }

    boolean has(String key) {
      return entries.containsKey(key);
    }

    SourceLocation at(String key) {
      return entries.containsKey(key) ? Yaml.this.at(entries.get(key).getKeyNode()) : where;
    }

    SourceLocation atValue(String key) {
      return entries.containsKey(key) ? Yaml.this.at(entries.get(key).getValueNode()) : where;
    }

    Optional<Node> node(String key) {
      return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }

    Optional<String> text(String key) {
      return node(key).flatMap(n -> scalar(n, "'" + key + "'")).map(ScalarNode::getValue);
    }

    Optional<Item> item(String key) {
      return text(key).map(t -> new Item(atValue(key), t));
    }

    Optional<Boolean> flag(String key) {
      return text(key)
          .flatMap(
              v -> {
                if (v.equals("true") || v.equals("false")) {
                  return Optional.of(v.equals("true"));
                }
                error(atValue(key), "'" + key + "' must be true or false, was '" + v + "'");
                return Optional.empty();
              });
    }

    Optional<Section> map(String key) {
      return node(key).flatMap(n -> mapping(n, "'" + key + "'"));
    }

    /** Items of a list; empty when the key is missing or empty. */
    List<Node> list(String key) {
      return node(key).map(n -> sequence(n, "'" + key + "'")).orElse(List.of());
    }

    /** The items of a list of plain values, with their places. */
    List<Item> items(String key) {
      var items = new ArrayList<Item>();
      for (Node item : list(key)) {
        scalar(item, "an item of '" + key + "'")
            .ifPresent(s -> items.add(new Item(Yaml.this.at(item), s.getValue())));
      }
      return items;
    }

    List<String> texts(String key) {
      return items(key).stream().map(Item::text).toList();
    }
  }

  static Document read(Path path) {
    var yaml = new Yaml(path.toString());
    return new Document(yaml, yaml.text(path).flatMap(yaml::compose));
  }

  private Optional<String> text(Path path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      error(new SourceLocation(file, 0, 0), "no such file");
      return Optional.empty();
    } catch (AccessDeniedException e) {
      error(new SourceLocation(file, 0, 0), "may not be read by this user; change its permissions");
      return Optional.empty();
    } catch (IOException e) {
      error(new SourceLocation(file, 0, 0), "cannot be read: " + e.getMessage());
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      error(
          behind(text),
          "not text in UTF-8: byte 0x%02x; save the file as UTF-8"
              .formatted(bytes[in.position()] & 0xff));
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** Where the text goes on. */
  private SourceLocation behind(String text) {
    int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
    String last = text.substring(text.lastIndexOf('\n') + 1);
    return new SourceLocation(file, line, last.codePointCount(0, last.length()) + 1);
  }

  private Optional<Section> compose(String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(true)
            .setUseMarks(true)
            .setCodePointLimit(4 << 20)
            .build();
    try {
      Optional<Node> node = new Compose(settings).composeString(text);
      if (node.isEmpty() || isEmpty(node.get())) {
        error(new SourceLocation(file, 1, 1), "the file is empty");
        return Optional.empty();
      }
      return mapping(node.get(), "the file");
    } catch (MarkedYamlEngineException e) {
      SourceLocation where =
          e.getProblemMark().map(this::at).orElse(new SourceLocation(file, 0, 0));
      error(where, "malformed YAML: " + e.getProblem());
    } catch (ReaderException e) {
      error(
          behind(text.substring(0, text.offsetByCodePoints(0, e.getPosition()))),
          "malformed YAML: character 0x%02x is not allowed; remove it".formatted(e.getCodePoint()));
    } catch (StackOverflowError e) {
      error(new SourceLocation(file, 1, 1), "malformed YAML: nested too deeply to be read");
    } catch (YamlEngineException e) {
      error(new SourceLocation(file, 0, 0), "malformed YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  Optional<Section> mapping(Node node, String what) {
    if (node instanceof MappingNode m) {
      return Optional.of(new Section(m));
    }
    if (!isEmpty(node)) {
      error(at(node), what + " must be a mapping (key: value)");
    }
    return Optional.empty();
  }

  /** As {@link #mapping}, but an empty one is reported, too: it would be passed over. */
  Optional<Section> item(Node node, String what) {
    if (isEmpty(node)) {
      error(at(node), what + " is empty; write a mapping (key: value), or drop it");
    }
    return mapping(node, what);
  }

  Optional<ScalarNode> scalar(Node node, String what) {
    if (isEmpty(node)) {
      error(
          at(node),
          what + " has no value; write one (empty text, null and ~ in quotes), or drop it");
      missing.add(at(node));
      return Optional.empty();
    }
    if (node instanceof ScalarNode s) {
      return Optional.of(s);
    }
    error(at(node), what + " must be a single value");
    return Optional.empty();
  }

  private List<Node> sequence(Node node, String what) {
    if (node instanceof SequenceNode s) {
      return s.getValue();
    }
    if (!isEmpty(node)) {
      error(at(node), what + " must be a list");
    }
    return List.of();
  }

  /** What YAML takes for no value. */
  static boolean isEmpty(Node node) {
    return node instanceof ScalarNode s
        && s.getScalarStyle() == ScalarStyle.PLAIN
        && Set.of("", "null", "~").contains(s.getValue());
  }

  SourceLocation at(Node node) {
    return node.getStartMark().map(this::at).orElse(new SourceLocation(file, 0, 0));
  }

  private SourceLocation at(Mark mark) {
    return new SourceLocation(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  void error(SourceLocation where, String message) {
    if (missing.contains(where)) {
      return;
    }
    findings.add(Diagnostic.error(where, message));
  }

  void warning(SourceLocation where, String message) {
    findings.add(Diagnostic.warning(where, message));
  }

  List<Diagnostic> findings() {
    return findings;
  }

  /** Throws if anything found so far is an error. */
  static void failOnErrors(List<Diagnostic> findings) {
    if (findings.stream().anyMatch(f -> f.severity() == Diagnostic.Severity.ERROR)) {
      throw new UserErrorException(findings);
    }
  }
}
