package io.attune.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Forgiving reads of the parser's current value: a value of another type than expected is skipped
 * and taken as missing, since versions and vendors differ. Every method leaves the parser on the
 * last token of the value.
 */
final class Json {

  private Json() {}

  /** Whether the current value is an object; anything else is skipped. */
  static boolean isObject(JsonParser p) throws IOException {
    return is(p, JsonToken.START_OBJECT);
  }

  /** Whether the current value is an array; anything else is skipped. */
  static boolean isArray(JsonParser p) throws IOException {
    return is(p, JsonToken.START_ARRAY);
  }

  private static boolean is(JsonParser p, JsonToken wanted) throws IOException {
    if (p.currentToken() == wanted) {
      return true;
    }
    p.skipChildren();
    return false;
  }

  static long longValue(JsonParser p) throws IOException {
    return longValue(p, 0);
  }

  static long longValue(JsonParser p, long otherwise) throws IOException {
    switch (p.currentToken()) {
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        return p.getLongValue();
      case VALUE_STRING:
        return p.getValueAsLong(otherwise);
      default:
        p.skipChildren();
        return otherwise;
    }
  }

  /** A whole number written as number or as text; null for anything else. */
  static Long wholeNumber(JsonParser p) throws IOException {
    if (p.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return p.getLongValue();
    }
    if (p.currentToken() == JsonToken.VALUE_STRING) {
      try {
        return Long.valueOf(p.getText());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    p.skipChildren();
    return null;
  }

  static int intValue(JsonParser p, int otherwise) throws IOException {
    long value = longValue(p, otherwise);
    return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? otherwise : (int) value;
  }

  static boolean booleanValue(JsonParser p, boolean otherwise) throws IOException {
    switch (p.currentToken()) {
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      default:
        p.skipChildren();
        return otherwise;
    }
  }

  /** Text, or a scalar as text; null for anything else. */
  static String text(JsonParser p) throws IOException {
    switch (p.currentToken()) {
      case VALUE_STRING:
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
      case VALUE_TRUE:
      case VALUE_FALSE:
        return p.getText();
      default:
        p.skipChildren();
        return null;
    }
  }

  /** A time in milliseconds since the epoch; null when it is missing or not positive. */
  static Instant time(JsonParser p) throws IOException {
    long millis = longValue(p, 0);
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }

  /** The texts of an object, each changed by key and value; null values are left out. */
  static Map<String, String> texts(JsonParser p, BiFunction<String, String, String> change)
      throws IOException {
    Map<String, String> result = new LinkedHashMap<>();
    if (!isObject(p)) {
      return result;
    }
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
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

  static List<Integer> ints(JsonParser p) throws IOException {
    List<Integer> result = new ArrayList<>();
    if (isArray(p)) {
      while (p.nextToken() != JsonToken.END_ARRAY) {
        result.add(intValue(p, -1));
      }
    }
    return result;
  }
}
