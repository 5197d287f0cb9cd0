package io.attune.schemas.text;

/**
 * Makes visible what a terminal, a log or a page would obey, hide or turn around: control
 * characters, escapes, marks of direction, characters without width, lone surrogates. Each stands
 * as {@code \}{@code u} and its number, in the way of Java and JSON. The result is one line, and
 * putting it in again changes nothing.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The text in one line without anything invisible. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F) {
        return escaped(text);
      }
    }
    return text;
  }

  /** The same, cut to a length. */
  public static String of(String text, int max) {
    String cut = text.length() > max ? text.substring(0, max - 1) + "\u2026" : text;
    return of(cut);
  }

  /**
   * A JSON document in which such characters stand as escapes, which mean the same to whoever
   * parses it. Outside of its texts JSON has none of them but line breaks, which stay.
   */
  public static String ofJson(String document) {
    StringBuilder result = null;
    for (int i = 0; i < document.length(); ) {
      int codePoint = document.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      boolean stays =
          codePoint < 0x7F ? codePoint >= ' ' || codePoint == '\n' : isVisible(codePoint);
      if (!stays && result == null) {
        result = new StringBuilder(document.length() + 64).append(document, 0, i);
      }
      if (result != null && stays) {
        result.appendCodePoint(codePoint);
      } else if (result != null && Character.getType(codePoint) == Character.SURROGATE) {
        // Half a character has no escape that every parser takes.
        result.append('\uFFFD');
      } else if (result != null) {
        escape(codePoint, result);
      }
      i = next;
    }
    return result == null ? document : result.toString();
  }

  private static String escaped(String text) {
    StringBuilder result = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (isVisible(codePoint)) {
        result.appendCodePoint(codePoint);
      } else {
        escape(codePoint, result);
      }
      i += Character.charCount(codePoint);
    }
    return result.toString();
  }

  private static void escape(int codePoint, StringBuilder result) {
    switch (codePoint) {
      case '\n':
        result.append("\\n");
        break;
      case '\r':
        result.append("\\r");
        break;
      case '\t':
        result.append("\\t");
        break;
      default:
        for (char unit : Character.toChars(codePoint)) {
          result.append(String.format("\\u%04x", (int) unit));
        }
    }
  }

  /** Whether a character shows as itself, where it stands. */
  public static boolean isVisible(int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.SURROGATE:
      case Character.PRIVATE_USE:
      case Character.UNASSIGNED:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
        return false;
      case Character.SPACE_SEPARATOR:
        return codePoint == ' ' || codePoint == 0x3000;
      default:
        return !isBlank(codePoint);
    }
  }

  /** Letters and marks without a glyph: fillers of Hangul, Braille's blank, variation selectors. */
  private static boolean isBlank(int codePoint) {
    return codePoint == 0x115F
        || codePoint == 0x1160
        || codePoint == 0x3164
        || codePoint == 0xFFA0
        || codePoint == 0x2800
        || codePoint == 0x034F
        || codePoint >= 0xFE00 && codePoint <= 0xFE0F
        || codePoint >= 0xE0100 && codePoint <= 0xE01EF;
  }
}
