package io.attune.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Lenient reads of the value at the cursor: a value of an unexpected type is skipped and treated as
 * missing, because versions and vendors differ. Every method leaves the cursor after the value, or
 * inside it if it returns that the value is an object or an array.
 */
final class Json {

  private Json() {}

  /** Enters the value and returns true if it is an object; skips it otherwise. */
  static boolean isObject(JsonCursor p) {
    return p.enterObject();
  }

  /** Enters the value and returns true if it is an array; skips it otherwise. */
  static boolean isArray(JsonCursor p) {
    return p.enterArray();
  }

  static long longValue(JsonCursor p) {
    return longValue(p, 0);
  }

  static long longValue(JsonCursor p, long defaultValue) {
    switch (p.kind()) {
      case NUMBER:
        return p.longNumber();
      case STRING:
        return JsonNumbers.parse(p.text(), defaultValue);
      default:
        p.skip();
        return defaultValue;
    }
  }

  /** Reads an integer, written as number or string; null for anything else. */
  static Long wholeNumber(JsonCursor p) {
    switch (p.kind()) {
      case NUMBER:
      case STRING:
        return JsonNumbers.whole(p.text());
      default:
        p.skip();
        return null;
    }
  }

  static int intValue(JsonCursor p, int defaultValue) {
    long value = longValue(p, defaultValue);
    return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? defaultValue : (int) value;
  }

  static boolean booleanValue(JsonCursor p, boolean defaultValue) {
    JsonCursor.Kind kind = p.kind();
    p.skip();
    return kind == JsonCursor.Kind.TRUE || kind != JsonCursor.Kind.FALSE && defaultValue;
  }

  /** Reads a string, or another scalar as a string; null for anything else. */
  static String text(JsonCursor p) {
    switch (p.kind()) {
      case OBJECT:
      case ARRAY:
      case NULL:
        p.skip();
        return null;
      default:
        return p.text();
    }
  }

  /** Reads a time in epoch milliseconds; null if it is missing or not positive. */
  static Instant time(JsonCursor p) {
    long millis = longValue(p, 0);
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }

  /**
   * Reads an object of strings, mapping each entry's value; entries mapped to null are left out.
   */
  static Map<String, String> texts(JsonCursor p, BiFunction<String, String, String> change) {
    Map<String, String> result = new LinkedHashMap<>();
    if (!isObject(p)) {
      return result;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      String value = text(p);
      if (value != null) {
        String changed = change.apply(name, value);
        if (changed != null) {
          result.put(name, changed);
        }
      }
    }
    return result;
  }

  static List<Integer> ints(JsonCursor p) {
    List<Integer> result = new ArrayList<>();
    if (isArray(p)) {
      while (p.nextElement()) {
        result.add(intValue(p, -1));
      }
    }
    return result;
  }

  /** Returns a required string, empty if it is missing. */
  static String orEmpty(String value) {
    return value == null ? "" : value;
  }
}
