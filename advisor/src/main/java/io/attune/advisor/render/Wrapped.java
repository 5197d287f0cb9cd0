package io.attune.advisor.render;

/** Breaks text at blanks so that it fits a terminal. */
public final class Wrapped {
  private Wrapped() {}

  /**
   * Lines of at most {@code columns}, where words allow, each ended by a line break.
   *
   * @param first what the first line begins with
   * @param next what the others begin with
   */
  public static String lines(String first, String next, String text, int columns) {
    StringBuilder out = new StringBuilder();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > columns) {
        out.append(line).append('\n');
        line = new StringBuilder(next);
        empty = true;
      }
      if (!empty) {
        line.append(' ');
      }
      line.append(word);
      empty = false;
    }
    return out.append(line).append('\n').toString();
  }

  /** The same text for a terminal that shows ASCII only. */
  public static String ascii(String text) {
    return text.replace('×', 'x')
        .replace('÷', '/')
        .replace('–', '-')
        .replace('·', '-')
        .replace("→", "->")
        .replace("≥", ">=")
        .replace("≤", "<=")
        .replace("…", "...")
        .replaceAll("[^\\x00-\\x7F]", "?");
  }
}
