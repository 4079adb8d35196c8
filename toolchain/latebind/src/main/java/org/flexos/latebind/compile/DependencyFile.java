package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that {@code clang -MD} writes: a Make rule whose prerequisites are the files read. */
final class DependencyFile {
  private DependencyFile() {}

  static List<Path> parse(String text) {
    String rule = text.replace("\\\n", " ");
    var files = new ArrayList<Path>();
    var word = new StringBuilder();
    for (int i = rule.indexOf(": ") + 1; i < rule.length(); i++) {
      char c = rule.charAt(i);
      boolean more = i + 1 < rule.length();
      if (c == '\\' && more && " #".indexOf(rule.charAt(i + 1)) >= 0) {
        word.append(rule.charAt(++i));
      } else if (c == '$' && more && rule.charAt(i + 1) == '$') {
        word.append(rule.charAt(++i));
      } else if (Character.isWhitespace(c)) {
        take(word, files);
      } else {
        word.append(c);
      }
    }
    take(word, files);
    return files;
  }

  private static void take(StringBuilder word, List<Path> files) {
    if (word.length() > 0) {
      files.add(Path.of(word.toString()).toAbsolutePath().normalize());
      word.setLength(0);
    }
  }
}
