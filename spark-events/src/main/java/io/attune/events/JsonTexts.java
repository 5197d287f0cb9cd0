package io.attune.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes strings, with a cache for short ones that recur (hosts, executors, reasons). */
final class JsonTexts {

  private static final int SLOTS = 512;
  private static final int MAX_BYTES = 64;

  private final byte[][] keys = new byte[SLOTS][];
  private final String[] values = new String[SLOTS];

  /** Decodes a string without escapes. */
  String of(byte[] json, int from, int to) {
    int length = to - from;
    if (length > MAX_BYTES) {
      return new String(json, from, length, StandardCharsets.UTF_8);
    }
    int slot = hash(json, from, to) & SLOTS - 1;
    byte[] key = keys[slot];
    if (key == null || !Arrays.equals(json, from, to, key, 0, key.length)) {
      keys[slot] = Arrays.copyOfRange(json, from, to);
      values[slot] = new String(json, from, length, StandardCharsets.UTF_8);
    }
    return values[slot];
  }

  static int hash(byte[] json, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + json[i];
    }
    return hash ^ hash >>> 10;
  }

  /** Decodes a string with escapes. */
  static String unescaped(byte[] json, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    int i = from;
    while (i < to) {
      if (json[i] != '\\') {
        i++;
        continue;
      }
      text.append(new String(json, plain, i - plain, StandardCharsets.UTF_8));
      i += 2;
      switch (json[i - 1]) {
        case 'b':
          text.append('\b');
          break;
        case 'f':
          text.append('\f');
          break;
        case 'n':
          text.append('\n');
          break;
        case 'r':
          text.append('\r');
          break;
        case 't':
          text.append('\t');
          break;
        case 'u':
          text.append(codeUnit(json, i, to));
          i += 4;
          break;
        case '"':
        case '\\':
        case '/':
          text.append((char) json[i - 1]);
          break;
        default:
          throw new MalformedEventException("it is not valid JSON: an unknown escape in a string");
      }
      plain = i;
    }
    return text.append(new String(json, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  private static char codeUnit(byte[] json, int from, int to) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < to ? Character.digit(json[i], 16) : -1;
      if (digit < 0) {
        throw new MalformedEventException("it is not valid JSON: \\u without four digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }
}
