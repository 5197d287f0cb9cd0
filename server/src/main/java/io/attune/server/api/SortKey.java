package io.attune.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Optional;

/**
 * What one row is sorted by: a number, a text, or nothing, which comes last whichever way is
 * sorted.
 */
record SortKey(Double number, String text) {
  static final SortKey NONE = new SortKey(null, null);

  static SortKey of(double number) {
    // What has no place among numbers cannot stand in a cursor either.
    return Double.isFinite(number) ? new SortKey(number, null) : NONE;
  }

  static SortKey of(String text) {
    return text == null ? NONE : new SortKey(null, text);
  }

  static SortKey of(Instant time) {
    return time == null ? NONE : of(time.toEpochMilli());
  }

  static SortKey ofNumber(Number number) {
    return number == null ? NONE : of(number.doubleValue());
  }

  boolean isNone() {
    return number == null && text == null;
  }

  int compare(SortKey other, boolean descending) {
    if (isNone() || other.isNone()) {
      return Boolean.compare(isNone(), other.isNone());
    }
    int order =
        number != null && other.number != null
            ? Double.compare(number, other.number)
            : String.valueOf(text).compareTo(String.valueOf(other.text));
    return descending ? -order : order;
  }

  JsonNode json() {
    if (number != null) {
      return JsonNodeFactory.instance.numberNode(number);
    }
    return text != null
        ? JsonNodeFactory.instance.textNode(text)
        : JsonNodeFactory.instance.nullNode();
  }

  /** Reads what {@link #json} wrote; empty for anything else. */
  static Optional<SortKey> of(JsonNode node) {
    if (node.isNumber()) {
      return Optional.of(of(node.doubleValue()));
    }
    if (node.isTextual()) {
      return Optional.of(of(node.textValue()));
    }
    return node.isNull() ? Optional.of(NONE) : Optional.empty();
  }
}
