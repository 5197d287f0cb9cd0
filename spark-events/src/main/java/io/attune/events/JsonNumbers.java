package io.attune.events;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Slow path for numbers that are not just digits, which nearly all of Spark's are. */
final class JsonNumbers {

  /** Includes NaN and infinities, which Spark writes although they are not JSON. */
  private static final Pattern SCALAR =
      Pattern.compile(
          "-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|true|false|null|NaN|[-+]?Infinity|[-+]?INF");

  private static final Pattern WHOLE = Pattern.compile("-?\\d+");
  private static final double TWO_TO_63 = 0x1p63;

  private JsonNumbers() {}

  /** Whether the bytes are a number, true, false or null. */
  static boolean isScalar(byte[] json, int from, int to) {
    boolean digits = true;
    for (int i = from; i < to && digits; i++) {
      digits = json[i] >= '0' && json[i] <= '9';
    }
    return digits
        || SCALAR.matcher(new String(json, from, to - from, StandardCharsets.ISO_8859_1)).matches();
  }

  static long toLong(String text) {
    if (WHOLE.matcher(text).matches()) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new MalformedEventException(
            "it is not valid JSON: the number " + Redaction.cut(text, 40) + " is out of range", e);
      }
    }
    double value = toDouble(text);
    if (value >= TWO_TO_63 || value < -TWO_TO_63) {
      throw new MalformedEventException(
          "it is not valid JSON: the number " + Redaction.cut(text, 40) + " is out of range");
    }
    return (long) value;
  }

  static double toDouble(String text) {
    if (text.endsWith("INF")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(text);
  }

  /** Parses an integer; null if it is not one, or out of range. */
  static Long whole(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Parses a number, truncating its fraction; returns a default if it is not a number. */
  static long parse(String text, long defaultValue) {
    String number = text.strip();
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      return SCALAR.matcher(number).matches()
              && Character.isDigit(number.charAt(number.length() - 1))
          ? (long) Double.parseDouble(number)
          : defaultValue;
    }
  }
}
