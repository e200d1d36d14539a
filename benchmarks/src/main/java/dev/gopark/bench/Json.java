package dev.gopark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * JSON on one line, as much of it as the results need: objects ({@link JsonObject}), lists,
 * strings, numbers (read as {@code Double}) and booleans. No null: what is not known is left out.
 */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static String write(Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException if the text is not one; says where
   */
  static JsonObject readObject(String text) {
    var json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at < text.length() || !(value instanceof JsonObject object)) {
      throw json.wrong("one JSON object and nothing behind it");
    }
    return object;
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case String string -> quote(string, out);
      case Boolean flag -> out.append(flag);
      case Double number -> out.append(number(number));
      case Number number -> out.append(number.longValue());
      case List<?> list -> {
        String separator = "[";
        for (Object each : list) {
          out.append(separator);
          write(each, out);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case JsonObject object -> {
        String separator = "{";
        for (Map.Entry<String, Object> each : object.fields().entrySet()) {
          out.append(separator);
          quote(each.getKey(), out);
          out.append(':');
          write(each.getValue(), out);
          separator = ",";
        }
        out.append(object.fields().isEmpty() ? "{}" : "}");
      }
      default -> throw new IllegalArgumentException("cannot be JSON: a " + value.getClass());
    }
  }

  /** Six digits are more than any clock here is worth. */
  private static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(value + " cannot be JSON: leave the field out");
    }
    double rounded = Double.parseDouble(String.format(Locale.ROOT, "%.5e", value));
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
        ? String.valueOf((long) rounded)
        : String.valueOf(rounded);
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  // ---- reading: one method for each kind of value, which leaves `at` behind it

  private Object value() {
    space();
    char first = peek();
    if (first == '{') {
      return object();
    }
    if (first == '[') {
      return list();
    }
    if (first == '"') {
      return string();
    }
    for (Boolean flag : List.of(true, false)) {
      if (text.startsWith(flag.toString(), at)) {
        at += flag.toString().length();
        return flag;
      }
    }
    int end = at;
    while (end < text.length() && "+-.eE0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    try {
      Double number = Double.valueOf(text.substring(at, end));
      at = end;
      return number;
    } catch (NumberFormatException e) {
      throw wrong("a value");
    }
  }

  private JsonObject object() {
    var object = new JsonObject();
    expect('{');
    if (!skip('}')) {
      do {
        space();
        String key = string();
        expect(':');
        object.with(key, value());
      } while (skip(','));
      expect('}');
    }
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    expect('[');
    if (!skip(']')) {
      do {
        list.add(value());
      } while (skip(','));
      expect(']');
    }
    return list;
  }

  private String string() {
    expect('"');
    var string = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> hexadecimal();
      default -> c;
    };
  }

  private char hexadecimal() {
    if (at + 4 > text.length()) {
      throw wrong("four hexadecimal digits");
    }
    at += 4;
    return (char) Integer.parseInt(text, at - 4, at, 16);
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private boolean skip(char c) {
    space();
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "not the JSON of results: expected " + expected + " at character " + at + " of " + text);
  }
}
