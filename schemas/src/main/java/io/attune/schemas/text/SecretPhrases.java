package io.attune.schemas.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Secrets that are known by the words before them: PEM, schemes of headers, SQL, commands. */
final class SecretPhrases {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private SecretPhrases() {}

  /** A private key in PEM format, up to its end or that of the text. */
  static void pem(int start, Spans spans) {
    String text = spans.text();
    String begin = text.substring(start, Math.min(text.length(), start + 80));
    int header = begin.indexOf("-----", BEGIN.length());
    String title = header < 0 ? begin : begin.substring(0, header);
    int key = title.indexOf("PRIVATE KEY");
    if (key >= 0) {
      // Where the dashes after the title are damaged, what follows it is taken as well.
      int from = start + (header < 0 ? key + "PRIVATE KEY".length() : title.length() + 5);
      spans.add(Math.min(text.length(), from), pemEnd(text, start));
    }
  }

  /** Where the key that begins at a place is over. */
  static int pemEnd(String text, int start) {
    int end = text.indexOf(END, start);
    return end < 0 ? text.length() : end;
  }

  /** PuTTY's format: all lines that follow. */
  static void putty(int start, Spans spans) {
    spans.add(start + "Private-Lines:".length(), spans.text().length());
  }

  /** {@code Bearer} and one word that looks made by a machine. */
  static void bearer(int end, Spans spans) {
    int to = wordEnd(spans.text(), end);
    String value = spans.text().substring(end, to);
    if (value.length() >= 8
        && (SecretValues.looksSecret(value) || value.length() >= 20)
        && !SecretValues.isHarmless(value)) {
      spans.add(end, to);
    }
  }

  /** {@code Basic} and what is, in Base64, a user, a colon and a password. */
  static void basic(int end, Spans spans) {
    int to = wordEnd(spans.text(), end);
    String value = spans.text().substring(end, to);
    try {
      String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
      if (decoded.indexOf(':') >= 0) {
        spans.add(end, to);
      }
    } catch (IllegalArgumentException e) {
      // It is the English word.
    }
  }

  /** What stands for a session, or the digest of a password: one word of eight signs or more. */
  static void session(int end, Spans spans) {
    int to = wordEnd(spans.text(), end);
    int query = end;
    while (query < to && "?&".indexOf(spans.text().charAt(query)) < 0) {
      query++;
    }
    if (query - end >= 8 && !SecretValues.isHarmless(spans.text().substring(end, query))) {
      spans.add(end, query);
    }
  }

  /** {@code password for NAME is VALUE}, where the value looks like one. */
  static void told(int end, Spans spans) {
    String text = spans.text();
    int name = wordEnd(text, end);
    for (String verb : new String[] {" is ", " was ", ": ", " = "}) {
      if (text.startsWith(verb, name)) {
        int from = name + verb.length();
        if (from < text.length() && Separator.isQuote(text.charAt(from))) {
          from++;
        }
        int to = wordEnd(text, from);
        if (SecretValues.looksSecret(text.substring(from, to))) {
          spans.add(from, to);
        }
        return;
      }
    }
  }

  /** SQL's {@code IDENTIFIED BY secret}, {@code IDENTIFIED WITH plugin BY 'secret'}. */
  static void identified(int end, Spans spans) {
    String text = spans.text();
    String clause = text.substring(end, Math.min(text.length(), end + 64));
    int by = clause.toLowerCase(Locale.ROOT).indexOf(" by ");
    if (by < 0) {
      return;
    }
    int from = end + by + " by ".length();
    if (text.regionMatches(true, from, "values ", 0, 7)) {
      from += 7;
    }
    literal(from, spans);
  }

  /** A literal in quotes, or a word. */
  private static void literal(int from, Spans spans) {
    String text = spans.text();
    if (from < text.length() && Separator.isQuote(text.charAt(from))) {
      int end = text.indexOf(text.charAt(from), from + 1);
      spans.add(from + 1, end < 0 ? text.length() : end);
    } else {
      spans.add(from, wordEnd(text, from));
    }
  }

  /** The second argument of a function that encrypts. */
  static void encryption(int end, Spans spans) {
    String text = spans.text();
    int depth = 0;
    int from = -1;
    int limit = Math.min(text.length(), end + 512);
    for (int i = end; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        if (from >= 0) {
          take(from, i, spans);
          return;
        }
        if (c == ')') {
          return;
        }
        from = i + 1;
      } else if (c == ')') {
        depth--;
      }
    }
    if (from >= 0) {
      take(from, limit, spans);
    }
  }

  private static void take(int from, int to, Spans spans) {
    int start = from;
    while (start < to && spans.text().charAt(start) == ' ') {
      start++;
    }
    if (!SecretValues.isHarmless(spans.text().substring(start, to).strip())) {
      spans.add(start, to);
    }
  }

  /**
   * A command whose flag for a password has a short name; where one flag is for both, the password
   * is what follows the user.
   *
   * @param flag with a blank when the value is a word of its own
   */
  static void command(int end, String flag, Spans spans) {
    String text = spans.text();
    String rest = text.substring(end - 1, Math.min(text.length(), end + 512));
    int line = rest.indexOf('\n');
    int at = rest.indexOf(' ' + flag);
    if (at < 0 || line >= 0 && line < at) {
      return;
    }
    int limit = end - 1 + (line < 0 ? rest.length() : line);
    int from = end + at + flag.length();
    if (from < limit && Separator.isQuote(text.charAt(from))) {
      from++;
    }
    int to = Math.min(limit, wordEnd(text, from));
    if (flag.startsWith("-u") || flag.startsWith("--user") || flag.startsWith("-U")) {
      int colon = from;
      while (colon < to && text.charAt(colon) != ':' && text.charAt(colon) != '%') {
        colon++;
      }
      from = colon + 1;
    }
    if (from < to && text.charAt(from) != ' ') {
      spans.add(from, to);
    }
  }

  private static int wordEnd(String text, int from) {
    int i = from;
    while (i < text.length() && " \t\r\n,;\"'`)]}<>\\".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
