package io.attune.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The fields of a JSON object, each with its value and its schema, so that the two cannot differ.
 *
 * @param <T> what the object is made from
 */
final class Columns<T> {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String description;
  private final List<Column<T>> columns = new ArrayList<>();

  private record Column<T>(String name, ObjectNode schema, Function<T, JsonNode> value) {}

  Columns(String description) {
    this.description = description;
  }

  Columns<T> text(String name, String doc, Function<T, String> value) {
    return add(name, type("string"), doc, row -> NODES.textNode(value.apply(row)));
  }

  /** A text that may be null. */
  Columns<T> optionalText(String name, String doc, Function<T, String> value) {
    return add(name, nullable("string"), doc, row -> textOrNull(value.apply(row)));
  }

  /** One of the names of an enum, or null. */
  Columns<T> optionalName(String name, String doc, List<String> names, Function<T, String> value) {
    ObjectNode schema = nullable("string");
    ArrayNode values = schema.putArray("enum");
    names.forEach(values::add);
    values.addNull();
    return add(name, schema, doc, row -> textOrNull(value.apply(row)));
  }

  Columns<T> count(String name, String doc, ToLongFunction<T> value) {
    ObjectNode schema = type("integer").put("minimum", 0);
    return add(name, schema, doc, row -> NODES.numberNode(value.applyAsLong(row)));
  }

  Columns<T> flag(String name, String doc, Predicate<T> value) {
    return add(name, type("boolean"), doc, row -> NODES.booleanNode(value.test(row)));
  }

  /** A time in milliseconds since the epoch, or null. */
  Columns<T> time(String name, String doc, Function<T, Instant> value) {
    return milliseconds(
        name,
        doc + " Milliseconds since the epoch.",
        row -> value.apply(row) == null ? null : value.apply(row).toEpochMilli());
  }

  /** A number of milliseconds, or null. */
  Columns<T> milliseconds(String name, String doc, Function<T, Long> value) {
    return add(
        name,
        nullable("integer"),
        doc,
        row -> {
          Long number = value.apply(row);
          return number == null ? NODES.nullNode() : NODES.numberNode(number);
        });
  }

  private Columns<T> add(String name, ObjectNode schema, String doc, Function<T, JsonNode> value) {
    columns.add(new Column<>(name, schema.put("description", doc), value));
    return this;
  }

  private static ObjectNode type(String name) {
    return NODES.objectNode().put("type", name);
  }

  private static ObjectNode nullable(String name) {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("type").add(name).add("null");
    return schema;
  }

  private static JsonNode textOrNull(String text) {
    return text == null ? NODES.nullNode() : NODES.textNode(text);
  }

  ObjectNode json(T row) {
    ObjectNode node = NODES.objectNode();
    columns.forEach(column -> node.set(column.name(), column.value().apply(row)));
    return node;
  }

  ObjectNode schema() {
    ObjectNode schema = Schemas.object(description);
    columns.forEach(column -> Schemas.property(schema, column.name(), column.schema()));
    return schema;
  }
}
