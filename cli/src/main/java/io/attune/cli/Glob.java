package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A name as a shell matches it: {@code *} is any text, {@code ?} any character, {@code [ab]} one of
 * some.
 *
 * @param text as written
 * @param pattern the same as a regular expression
 */
record Glob(String text, Pattern pattern) {
  Glob {
    requireNonNull(text, "text is null");
    requireNonNull(pattern, "pattern is null");
  }

  static Glob of(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '[' ? text.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String choice = text.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        regex
            .append('[')
            .append(choice.startsWith("!") ? "^" + choice.substring(1) : choice)
            .append(']');
        i = end;
      } else {
        regex.append(Pattern.quote(Character.toString(c)));
      }
    }
    return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
