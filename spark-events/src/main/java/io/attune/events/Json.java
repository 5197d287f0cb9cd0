package io.attune.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Forgiving reads of the value before the cursor: a value of another type than expected is skipped
 * and taken as missing, since versions and vendors differ. Every method leaves the cursor behind
 * the value, or within it when it says that it is an object or an array.
 */
final class Json {

  private Json() {}

  /** Whether the value is an object, which is then entered; anything else is skipped. */
  static boolean isObject(JsonCursor p) {
    return p.enterObject();
  }

  /** Whether the value is an array, which is then entered; anything else is skipped. */
  static boolean isArray(JsonCursor p) {
    return p.enterArray();
  }

  static long longValue(JsonCursor p) {
    return longValue(p, 0);
  }

  static long longValue(JsonCursor p, long otherwise) {
    switch (p.kind()) {
      case NUMBER:
        return p.longNumber();
      case STRING:
        return JsonNumbers.parse(p.text(), otherwise);
      default:
        p.skip();
        return otherwise;
    }
  }

  /** A whole number written as number or as text; null for anything else. */
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

  static int intValue(JsonCursor p, int otherwise) {
    long value = longValue(p, otherwise);
    return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? otherwise : (int) value;
  }

  static boolean booleanValue(JsonCursor p, boolean otherwise) {
    JsonCursor.Kind kind = p.kind();
    p.skip();
    return kind == JsonCursor.Kind.TRUE || kind != JsonCursor.Kind.FALSE && otherwise;
  }

  /** Text, or a scalar as text; null for anything else. */
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

  /** A time in milliseconds since the epoch; null when it is missing or not positive. */
  static Instant time(JsonCursor p) {
    long millis = longValue(p, 0);
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }

  /** The texts of an object, each changed by key and value; null values are left out. */
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
}
