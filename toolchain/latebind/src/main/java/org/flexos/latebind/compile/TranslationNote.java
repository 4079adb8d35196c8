package org.flexos.latebind.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one translation of a unit gave, and what it had read. The store keeps the latest few of each
 * unit: of checkouts with different headers, or before and after a change that is taken back.
 *
 * @param hash of the result
 * @param defines symbols that it defines strongly for other units, sorted
 * @param read the unit and all that it includes
 */
record TranslationNote(String hash, List<String> defines, List<FileRead> read) {
  private static final int KEPT = 8;
  private static final String END = "--";

  /**
   * @param hash of its content
   * @param shown its name, the same in each checkout of the same sources
   */
  record FileRead(String hash, String shown) {}

  /** Of a file that {@link #text} filled; what does not look so is left out. */
  static List<TranslationNote> parse(String text) {
    var notes = new ArrayList<TranslationNote>();
    var lines = new ArrayList<String>();
    for (String line : text.lines().toList()) {
      if (!line.equals(END)) {
        lines.add(line);
        continue;
      }
      of(lines).ifPresent(notes::add);
      lines.clear();
    }
    return notes;
  }

  private static Optional<TranslationNote> of(List<String> lines) {
    if (lines.size() < 2) {
      return Optional.empty();
    }
    var read = new ArrayList<FileRead>();
    for (String line : lines.subList(2, lines.size())) {
      int blank = line.indexOf(' ');
      if (blank < 0) {
        return Optional.empty();
      }
      read.add(new FileRead(line.substring(0, blank), line.substring(blank + 1)));
    }
    List<String> defines = lines.get(1).isEmpty() ? List.of() : List.of(lines.get(1).split(" "));
    return Optional.of(new TranslationNote(lines.get(0), defines, List.copyOf(read)));
  }

  /** The file's new content, this one first. */
  String text(List<TranslationNote> former) {
    var text = new StringBuilder();
    append(text);
    former.stream().filter(n -> !n.equals(this)).limit(KEPT - 1).forEach(n -> n.append(text));
    return text.toString();
  }

  private void append(StringBuilder text) {
    text.append(hash).append('\n').append(String.join(" ", defines)).append('\n');
    read.forEach(f -> text.append(f.hash()).append(' ').append(f.shown()).append('\n'));
    text.append(END).append('\n');
  }
}
