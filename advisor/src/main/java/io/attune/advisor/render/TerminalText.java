package io.attune.advisor.render;

import io.attune.schemas.text.VisibleText;

/**
 * Text for a terminal: broken at blanks, measured in columns, without what a terminal would obey.
 */
public final class TerminalText {
  private TerminalText() {}

  /**
   * Lines of at most {@code columns}, where words allow, each ended by a line break. A word that is
   * wider than a line stays whole, so that a setting can be copied from where it stands.
   *
   * @param first what the first line begins with
   * @param next what the others begin with
   */
  public static String wrap(String first, String next, String text, int columns) {
    StringBuilder out = new StringBuilder(first);
    int used = columns(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      String shown = printable(word);
      int width = columns(shown);
      if (!empty && used + 1 + width > columns) {
        out.append('\n').append(next);
        used = columns(next);
        empty = true;
      }
      if (!empty) {
        out.append(' ');
        used++;
      }
      out.append(shown);
      used += width;
      empty = false;
    }
    return out.append('\n').toString();
  }

  /**
   * The same text in one line, in which everything is visible that a terminal would obey or show as
   * nothing: names and messages come from the application.
   */
  public static String printable(String text) {
    return VisibleText.of(text);
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

  /**
   * How many columns a terminal needs for a text: two for what East Asian scripts and emoji write
   * wide, none for marks that combine with the character before (Unicode's annex 11).
   */
  public static int columns(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      columns += codePoint < 0x300 ? 1 : columns(codePoint);
      i += Character.charCount(codePoint);
    }
    return columns;
  }

  private static int columns(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    if (codePoint < 0x1100) {
      return false;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> !isHalfWidth(codePoint);
      default ->
          codePoint >= 0x3000 && codePoint <= 0x303E
              || codePoint >= 0xFF01 && codePoint <= 0xFF60
              || codePoint >= 0x1F300 && codePoint <= 0x1FAFF;
    };
  }

  /** Katakana and Hangul of the block of half-width forms. */
  private static boolean isHalfWidth(int codePoint) {
    return codePoint >= 0xFF61 && codePoint <= 0xFFDC;
  }
}
