package org.flexos.model.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) to and from plain values: Map, List, String, Long, Double, Boolean, null. Members
 * keep their order, so equal values give equal text.
 */
public final class JsonText {
  /** Levels; far more than what we write, and no danger to the stack. */
  private static final int DEEPEST = 500;

  private final String text;
  private int at;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * @throws JsonException with the offset of the first character that is wrong
   */
  public static Object parse(String text) {
    var parser = new JsonText(text);
    Object value = parser.value();
    parser.blanks();
    if (parser.at != text.length()) {
      throw parser.wrong("nothing more");
    }
    return value;
  }

  /** One line, no blanks. */
  public static String write(Object value) {
    var out = new StringBuilder();
    write(value, out, -1, 0);
    return out.toString();
  }

  /** Two blanks a level, one member a line, LF at the end. */
  public static String pretty(Object value) {
    var out = new StringBuilder();
    write(value, out, 2, 0);
    return out.append('\n').toString();
  }

  private static void write(Object value, StringBuilder out, int indent, int depth) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(separator);
        newLine(out, indent, depth + 1);
        quote((String) member.getKey(), out);
        out.append(indent < 0 ? ":" : ": ");
        write(member.getValue(), out, indent, depth + 1);
        separator = ",";
      }
      close(map.isEmpty(), "{", '}', out, indent, depth);
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        out.append(separator);
        newLine(out, indent, depth + 1);
        write(element, out, indent, depth + 1);
        separator = ",";
      }
      close(list.isEmpty(), "[", ']', out, indent, depth);
    } else if (value instanceof String string) {
      quote(string, out);
    } else {
      out.append(value);
    }
  }

  private static void close(
      boolean empty, String open, char close, StringBuilder out, int indent, int depth) {
    if (empty) {
      out.append(open);
    } else {
      newLine(out, indent, depth);
    }
    out.append(close);
  }

  private static void newLine(StringBuilder out, int indent, int depth) {
    if (indent >= 0) {
      out.append('\n').append(" ".repeat(indent * depth));
    }
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private Object value() {
    blanks();
    if (++depth > DEEPEST) {
      throw wrong("fewer levels");
    }
    char c = at < text.length() ? text.charAt(at) : 0;
    Object value = valueFrom(c);
    depth--;
    return value;
  }

  private Object valueFrom(char c) {
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    var map = new LinkedHashMap<String, Object>();
    at++;
    blanks();
    if (skip('}')) {
      return map;
    }
    do {
      blanks();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw wrong("a member name");
      }
      String name = string();
      blanks();
      expect(':');
      map.put(name, value());
      blanks();
    } while (skip(','));
    expect('}');
    return map;
  }

  private List<Object> array() {
    var list = new ArrayList<Object>();
    at++;
    blanks();
    if (skip(']')) {
      return list;
    }
    do {
      list.add(value());
      blanks();
    } while (skip(','));
    expect(']');
    return list;
  }

  private String string() {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    var out = new StringBuilder(text.substring(start, Math.min(at, text.length())));
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      out.append(c == '\\' ? escape() : c);
    }
    expect('"');
    return out.toString();
  }

  private char escape() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> throw wrong("an escape");
    };
  }

  private char unicode() {
    try {
      char c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
      at += 4;
      return c;
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw wrong("four hexadecimal digits");
    }
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    try {
      if (number.chars().allMatch(c -> c == '-' || Character.isDigit(c))) {
        return Long.parseLong(number);
      }
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      at = start;
      throw wrong("a value");
    }
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return value;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private JsonException wrong(String wanted) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new JsonException("JSON offset " + at + ": expected " + wanted + ", found " + found);
  }
}
