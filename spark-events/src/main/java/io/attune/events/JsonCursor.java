package io.attune.events;

import java.nio.charset.StandardCharsets;

/**
 * A forward cursor over one JSON value in UTF-8 bytes that allocates nothing for values that are
 * not read: skipping a value is a scan for its end, and a known field name a comparison of bytes.
 *
 * <p>The cursor is always before or after a value. {@link #nextField} and {@link #nextElement} move
 * it before the next value of the object or array entered last, skipping a value that was not read.
 * An object or array that was entered has to be read to its end.
 *
 * <p>Values that are read must be valid JSON; in skipped values only strings and brackets are
 * checked. Reusable for other bytes, by one thread at a time.
 */
final class JsonCursor {

  /** The kind of a value, by its first byte. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  private static final int MAX_DIGITS = 18;

  private final JsonNames names = new JsonNames();
  private final JsonTexts texts = new JsonTexts();
  private JsonCursor nested;
  private byte[] json = new byte[0];
  private int at;
  private int end;
  private boolean beforeValue;
  private boolean entered;
  private boolean escaped;

  /**
   * Positions the cursor before the value in a range of bytes, which must not change while they are
   * read.
   */
  JsonCursor begin(byte[] bytes, int offset, int length) {
    json = bytes;
    at = offset;
    end = offset + length;
    names.begin();
    at = afterSpace(at);
    beforeValue = true;
    entered = false;
    return this;
  }

  /** A cursor for JSON embedded in a string of this one. */
  JsonCursor nested(String text) {
    if (nested == null) {
      nested = new JsonCursor();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return nested.begin(bytes, 0, bytes.length);
  }

  /** Where the cursor stands, for {@link #from}. */
  int position() {
    return at;
  }

  /** A second cursor before the value at which this one stood. */
  JsonCursor from(int position) {
    if (nested == null) {
      nested = new JsonCursor();
    }
    return nested.begin(json, position, end - position);
  }

  /** Whether only whitespace is left. */
  boolean isAtEnd() {
    return afterSpace(at) >= end;
  }

  /** Throws if more than whitespace is left. */
  void requireEnd() {
    if (!isAtEnd()) {
      at = afterSpace(at);
      throw unexpected("after the value");
    }
  }

  /** The kind of the value at the cursor. */
  Kind kind() {
    if (at >= end) {
      throw truncated();
    }
    switch (json[at]) {
      case '{':
        return Kind.OBJECT;
      case '[':
        return Kind.ARRAY;
      case '"':
        return Kind.STRING;
      case 't':
        return Kind.TRUE;
      case 'f':
        return Kind.FALSE;
      case 'n':
        return Kind.NULL;
      default:
        return Kind.NUMBER;
    }
  }

  /** Enters the value if it is an object; skips it otherwise. */
  boolean enterObject() {
    return enter('{');
  }

  /** Enters the value if it is an array; skips it otherwise. */
  boolean enterArray() {
    return enter('[');
  }

  private boolean enter(char bracket) {
    if (at < end && json[at] == bracket) {
      at++;
      beforeValue = false;
      entered = true;
      return true;
    }
    skip();
    return false;
  }

  /**
   * Moves to the value of the next field and returns its name; null, after the object, if there is
   * none.
   */
  String nextField() {
    if (!goToNext('}')) {
      return null;
    }
    if (json[at] != '"') {
      throw unexpected("where a field's name should begin");
    }
    int value = names.matchNext(json, at + 1, end);
    if (value < 0) {
      int quote = closingQuote(at + 1);
      int colon = afterSpace(quote + 1);
      if (colon >= end) {
        throw truncated();
      }
      if (json[colon] != ':') {
        at = colon;
        throw unexpected("where a colon should be");
      }
      names.learn(json, at + 1, quote, escaped ? string(at + 1, quote) : null);
      value = colon + 1;
    }
    at = afterSpace(value);
    beforeValue = true;
    return names.current();
  }

  /** Moves to the next element; false, after the array, if there is none. */
  boolean nextElement() {
    beforeValue = goToNext(']');
    return beforeValue;
  }

  private boolean goToNext(char bracket) {
    if (beforeValue) {
      skip();
    }
    at = afterSpace(at);
    if (at >= end) {
      throw truncated();
    }
    byte next = json[at];
    if (next == bracket) {
      at++;
      entered = false;
      return false;
    }
    if (entered) {
      entered = false;
      return true;
    }
    if (next != ',') {
      throw unexpected("where a comma should be");
    }
    at = afterSpace(at + 1);
    if (at >= end) {
      throw truncated();
    }
    return true;
  }

  /** Moves after the value. */
  void skip() {
    if (!beforeValue) {
      return;
    }
    if (at >= end) {
      throw truncated();
    }
    switch (json[at]) {
      case '{':
      case '[':
        at = closingBracket(at) + 1;
        break;
      case '"':
        at = closingQuote(at + 1) + 1;
        break;
      default:
        at = scalarEnd();
    }
    beforeValue = false;
  }

  /** Reads a string, or a number, true, false or null as written. */
  String text() {
    int start = at;
    if (kind() == Kind.STRING) {
      int quote = closingQuote(start + 1);
      at = quote + 1;
      beforeValue = false;
      return escaped ? string(start + 1, quote) : texts.of(json, start + 1, quote);
    }
    skip();
    return new String(json, start, at - start, StandardCharsets.UTF_8);
  }

  /** Reads a number, truncating its fraction. */
  long longNumber() {
    int i = at;
    boolean negative = i < end && json[i] == '-';
    int first = negative ? ++i : i;
    long value = 0;
    while (i < end && json[i] >= '0' && json[i] <= '9') {
      value = value * 10 + json[i] - '0';
      i++;
    }
    if (i > first && i - first <= MAX_DIGITS && (i == end || !isScalar(json[i]))) {
      at = i;
      beforeValue = false;
      return negative ? -value : value;
    }
    return JsonNumbers.toLong(text());
  }

  /** Reads a number. */
  double doubleNumber() {
    return JsonNumbers.toDouble(text());
  }

  /** End of a number, true, false or null. */
  private int scalarEnd() {
    int i = at;
    while (i < end && isScalar(json[i])) {
      i++;
    }
    if (i == at || !JsonNumbers.isScalar(json, at, i)) {
      throw i == end && i > at ? truncated() : unexpected("where a value should be");
    }
    return i;
  }

  private static boolean isScalar(byte b) {
    return b >= '0' && b <= '9'
        || b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == '.'
        || b == '-'
        || b == '+';
  }

  private int afterSpace(int from) {
    int i = from;
    while (i < end && (json[i] == ' ' || json[i] == '\t' || json[i] == '\r' || json[i] == '\n')) {
      i++;
    }
    return i;
  }

  /** Index of the quote that closes the string at an index; sets whether the string has escapes. */
  private int closingQuote(int from) {
    byte[] bytes = json;
    escaped = false;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '"') {
        return i;
      }
      if (bytes[i] == '\\') {
        escaped = true;
        i++;
      }
    }
    throw truncated();
  }

  /**
   * Index of the bracket that closes the one at an index. Curly and square brackets differ by 0x20.
   */
  private int closingBracket(int from) {
    byte[] bytes = json;
    int limit = end;
    int depth = 0;
    int i = from;
    while (i < limit) {
      int b = bytes[i];
      if (b == '"') {
        i++;
        while (i < limit && (b = bytes[i]) != '"') {
          i += b == '\\' ? 2 : 1;
        }
      } else if ((b | 0x20) == '{') {
        depth++;
      } else if ((b | 0x20) == '}') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
      i++;
    }
    throw truncated();
  }

  /** Decodes a string. */
  private String string(int from, int to) {
    return JsonTexts.unescaped(json, from, to);
  }

  private static MalformedEventException truncated() {
    return new MalformedEventException("the JSON is truncated");
  }

  private MalformedEventException unexpected(String where) {
    int b = json[at] & 0xff;
    String what = b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("byte %02x", b);
    return new MalformedEventException("it is not valid JSON: " + what + " " + where);
  }
}
