package dev.gopark.remote;

import java.util.Objects;
import java.util.UUID;

/** Names of channels and consumers: what may be one. */
final class Names {
  private static final int MAX = 200;

  private Names() {}

  /**
   * Any text will do that a person can read in a log and that no engine must escape: no braces,
   * which are Redis's mark for keys that belong together, and no control characters.
   */
  static String check(String what, String name) {
    Objects.requireNonNull(name, what);
    if (name.isEmpty() || name.length() > MAX) {
      throw new IllegalArgumentException(
          "the name of a " + what + " must have 1 to " + MAX + " characters, not " + name.length());
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c) || c == '{' || c == '}') {
        throw new IllegalArgumentException(
            String.format(
                "the name of a %s must not contain braces or control characters: character %d of"
                    + " \"%s\" is U+%04X",
                what, i + 1, name.replaceAll("\\p{Cntrl}", "?"), (int) c));
      }
    }
    return name;
  }

  /** A name that nobody else has, in this process or another. */
  static String unique() {
    return UUID.randomUUID().toString();
  }
}
