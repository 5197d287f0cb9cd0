package io.attune.schemas.text;

/** Finds values of secret names in a text: options, properties, columns, headers, flags. */
final class SecretPairs {

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_CALL = 512;

  /** No value is followed further; what is longer than the second is never harmless. */
  private static final int LONGEST_VALUE = 1 << 14;

  private static final int LONG_VALUE = 1_000;

  /** Names of authentication that stand before one value of a header; others have several. */
  private static final String[] SCHEMES = {
    "bearer",
    "basic",
    "token",
    "apikey",
    "api-key",
    "negotiate",
    "ntlm",
    "sharedkey",
    "sharedkeylite",
    "key"
  };

  private final String text;
  private final SecretNames names;
  private final Spans spans;
  private final Separator separator;
  private int lastName = -1;

  SecretPairs(SecretNames names, Spans spans) {
    this.text = spans.text();
    this.names = names;
    this.spans = spans;
    this.separator = new Separator(text);
  }

  /** Looks at the name around a part of it. */
  void find(int start, int end) {
    int from = start;
    while (from > 0 && start - from < LONGEST_NAME && isOfName(text.charAt(from - 1))) {
      from--;
    }
    int to = end;
    while (to < text.length() && to - end < LONGEST_NAME && isOfName(text.charAt(to))) {
      to++;
    }
    boolean flag = false;
    while (from < end
        && !Character.isLetterOrDigit(text.charAt(from))
        && text.charAt(from) != '_') {
      flag |= text.charAt(from) == '-';
      from++;
    }
    while (to > end && (text.charAt(to - 1) == '.' || text.charAt(to - 1) == '-')) {
      to--;
    }
    if (from == lastName || spans.covers(from)) {
      return;
    }
    lastName = from;
    comparedWith(from, to);
    if (!separator.find(from, to, flag)) {
      return;
    }
    SecretNames.Strength strength = strength(from, to);
    if (strength != SecretNames.Strength.NONE) {
      value(strength, from, to);
    }
  }

  /** {@code 'value' = name}, and {@code (value = name#12)} of a plan. */
  private void comparedWith(int nameStart, int nameEnd) {
    int end = nameStart;
    while (end > 0 && nameStart - end < 8 && " <>=!".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end == 0 || end == nameStart || text.substring(end, nameStart).isBlank()) {
      return;
    }
    int last = end - 1;
    boolean quoted = Separator.isQuote(text.charAt(last));
    boolean column = text.startsWith("#", nameEnd);
    if (!quoted && !column) {
      return;
    }
    int start = last;
    int limit = Math.max(0, end - LONGEST_CALL);
    while (start > limit
        && (quoted
            ? text.charAt(start - 1) != text.charAt(last)
            : "([, \n".indexOf(text.charAt(start - 1)) < 0)) {
      start--;
    }
    String value = text.substring(start, quoted ? last : end);
    separator.kind = Separator.Kind.EQUALS;
    SecretNames.Strength strength = strength(nameStart, nameEnd);
    if (start > limit
        && value.indexOf('#') < 0
        && !value.endsWith(")")
        && !value.endsWith(")")
        && (strength == SecretNames.Strength.STRONG || strength == SecretNames.Strength.WEAK)
        && isTaken(strength, text.substring(nameStart, nameEnd), value)) {
      spans.add(start, start + value.length());
    }
  }

  /** The name, or with the word before it: {@code API key}. */
  private SecretNames.Strength strength(int from, int to) {
    if (from > 0 && text.charAt(from - 1) == '$' && separator.kind == Separator.Kind.COLON) {
      return SecretNames.Strength.NONE;
    }
    SecretNames.Strength strength = names.of(text.substring(from, to));
    if (strength == SecretNames.Strength.NONE && from > 1 && text.charAt(from - 1) == ' ') {
      int word = from - 1;
      while (word > 0 && from - word < 24 && Character.isLetter(text.charAt(word - 1))) {
        word--;
      }
      String both = text.substring(word, from - 1) + '.' + text.substring(from, to);
      if (text.regionMatches(true, from, "key", 0, 3)) {
        strength = names.of(both);
      }
    }
    return strength;
  }

  private static boolean isOfName(char c) {
    return c == '_' || c == '.' || c == '-' || Character.isLetterOrDigit(c);
  }

  private void value(SecretNames.Strength strength, int nameStart, int nameEnd) {
    int start = separator.valueStart;
    int open = 0;
    if (strength == SecretNames.Strength.HEADER) {
      if (separator.kind != Separator.Kind.PROSE) {
        header(nameStart, start);
      }
      return;
    }
    if (isPem(start)) {
      spans.add(start, SecretPhrases.pemEnd(text, start));
      return;
    }
    char first = text.charAt(start);
    if ((first == '(' || first == '[') && separator.kind != Separator.Kind.FLAG) {
      open = 1;
    }
    int from = start + open;
    int end = valueEnd(from, open > 0);
    from = Math.min(end, from + quotes(from));
    String value = text.substring(from, end);
    boolean closed = text.startsWith("</", end) || end == text.length() && value.indexOf(' ') < 0;
    if (separator.kind == Separator.Kind.ELEMENT && !closed) {
      return;
    }
    if (isTaken(strength, text.substring(nameStart, nameEnd), value)) {
      spans.add(from, end);
    }
  }

  private boolean isPem(int start) {
    return text.startsWith("-----BEGIN", start + quotes(start));
  }

  private boolean isTaken(SecretNames.Strength strength, String name, String value) {
    if (SecretValues.isHarmless(value) || value.indexOf('#') > 0 && value.endsWith(")")) {
      return false;
    }
    boolean strong = strength == SecretNames.Strength.STRONG || value.length() > LONG_VALUE;
    switch (separator.kind) {
      case COLON:
        return strong || SecretValues.looksSecret(value);
      case PROSE:
        return SecretValues.looksSecret(value) && (strong || value.length() >= 12);
      case QUOTED:
        return strong
            || value.length() >= 8 && value.indexOf(' ') < 0 && SecretValues.looksSecret(value);
      default:
        return strong
            || (!name.endsWith("ig") && !name.endsWith("ignature") && !name.equals("code")
                ? !SecretValues.isOrdinary(value)
                : value.length() >= 16 && SecretValues.looksSecret(value));
    }
  }

  /** How many characters open a quotation here, backslashes and Python's letters among them. */
  private int quotes(int from) {
    int i = from;
    if (i + 1 < text.length() && "rbuf".indexOf(text.charAt(i)) >= 0 && isQuoteAt(i + 1)) {
      i++;
    }
    while (i < text.length() && i - from < 4 && text.charAt(i) == '\\') {
      i++;
    }
    return isQuoteAt(i) ? i + 1 - from : 0;
  }

  private boolean isQuoteAt(int i) {
    return i < text.length() && Separator.isQuote(text.charAt(i));
  }

  private int valueEnd(int start, boolean inBrackets) {
    int quotes = quotes(start);
    if (inBrackets) {
      return bracketEnd(start);
    }
    if (quotes > 0) {
      return quotationEnd(start + quotes);
    }
    switch (separator.kind) {
      case ELEMENT:
        return before("<", start);
      case ARGUMENT:
        return bracketEnd(start);
      case FLAG:
        return before(" \t\r\n\"'", start);
      case ENCODED:
        int other = before("& \t\r\n\"'<>", start);
        int amp = text.substring(start, other).indexOf("%26");
        return amp < 0 ? other : start + amp;
      default:
        return plainEnd(start);
    }
  }

  private int before(String delimiters, int start) {
    int limit = Math.min(text.length(), start + LONGEST_VALUE);
    int i = start;
    while (i < limit && delimiters.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** Up to a delimiter; the whole of a function's call. */
  private int plainEnd(int start) {
    int end = before(" \t\r\n,;&)]}\"'`<>", start);
    int i = start;
    while (i < end && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_')) {
      i++;
    }
    return i > start && i < end && text.charAt(i) == '('
        ? Math.min(text.length(), bracketEnd(i + 1) + 1)
        : end;
  }

  /** Up to the bracket that closes the one before. */
  private int bracketEnd(int start) {
    int depth = 0;
    int limit = Math.min(text.length(), start + LONGEST_CALL);
    for (int i = start; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if ((c == ')' || c == ']') && depth-- == 0) {
        return i;
      } else if (c == '\n') {
        return i;
      }
    }
    return limit;
  }

  /** Up to the quote that ends it, with as many backslashes as stand before the first. */
  private int quotationEnd(int start) {
    char quote = text.charAt(start - 1);
    boolean escaped = start > 1 && text.charAt(start - 2) == '\\';
    int limit = Math.min(text.length(), start + LONGEST_VALUE);
    for (int i = start; i < limit; i++) {
      char c = text.charAt(i);
      if (c == quote) {
        return i;
      }
      if (c == '\\') {
        if (escaped && i + 1 < text.length() && text.charAt(i + 1) == quote) {
          return i;
        }
        i++;
      }
    }
    return limit;
  }

  /**
   * A header's value: a scheme with one word after it stays, all that follows it is taken, up to
   * the quote that opened the header or its value, or the end of the line.
   */
  private void header(int nameStart, int start) {
    char quote =
        nameStart > 0 && Separator.isQuote(text.charAt(nameStart - 1))
            ? text.charAt(nameStart - 1)
            : '\n';
    int from = start;
    while (from < text.length() && "\"'\\[ ".indexOf(text.charAt(from)) >= 0) {
      quote = Separator.isQuote(text.charAt(from)) ? text.charAt(from) : quote;
      from++;
    }
    int end = before("\r\n]}" + quote, from);
    for (String scheme : SCHEMES) {
      int value = from + scheme.length() + 1;
      if (value < end
          && text.regionMatches(true, from, scheme, 0, scheme.length())
          && text.charAt(value - 1) == ' ') {
        spans.add(value, Math.min(end, before(" ,;\t\"'\\", value)));
        return;
      }
    }
    if (!SecretValues.isHarmless(text.substring(from, end).strip())) {
      spans.add(from, end);
    }
  }
}
