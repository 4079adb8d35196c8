package org.flexos.explore.table;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.SourceLocation;

/** Comma-separated text (RFC 4180) with the place of every field. Empty lines are skipped. */
final class Csv {
  /** A field; columns count characters from 1, as editors do. */
  record Field(String text, SourceLocation where) {}

  private Csv() {}

  static List<List<Field>> read(String file, String text) {
    var rows = new ArrayList<List<Field>>();
    String[] lines = text.replaceFirst("^\uFEFF", "").split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        rows.add(fields(file, i + 1, lines[i]));
      }
    }
    return rows;
  }

  private static List<Field> fields(String file, int line, String text) {
    var fields = new ArrayList<Field>();
    int at = 0;
    while (at <= text.length()) {
      int start = at;
      var value = new StringBuilder();
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      if (quoted) {
        at = unquote(text, at + 1, value);
      }
      int end = text.indexOf(',', at);
      end = end < 0 ? text.length() : end;
      value.append(text, at, end);
      fields.add(new Field(value.toString().strip(), new SourceLocation(file, line, start + 1)));
      at = end + 1;
    }
    return fields;
  }

  /** Appends what stands in quotes, and returns where the text goes on. */
  private static int unquote(String text, int from, StringBuilder value) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        value.append('"');
        at++;
      } else {
        return at;
      }
    }
    return at;
  }
}
