package io.attune.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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

  /** A number, or null. */
  Columns<T> number(String name, String doc, Function<T, Double> value) {
    return add(
        name,
        nullable("number"),
        doc,
        row -> {
          Double number = value.apply(row);
          return number == null ? NODES.nullNode() : NODES.numberNode(number);
        });
  }

  /** Several numbers, to two decimals. */
  Columns<T> numbers(String name, String doc, Function<T, double[]> value) {
    ObjectNode schema = type("array");
    schema.set("items", type("number"));
    return add(
        name,
        schema,
        doc,
        row -> {
          ArrayNode array = NODES.arrayNode();
          for (double number : value.apply(row)) {
            long hundredths = Math.round(number * 100);
            if (hundredths % 100 == 0) {
              array.add(hundredths / 100);
            } else {
              array.add(hundredths / 100.0);
            }
          }
          return array;
        });
  }

  /** Several texts. */
  Columns<T> texts(String name, String doc, Function<T, ? extends Collection<String>> value) {
    ObjectNode schema = type("array");
    schema.set("items", type("string"));
    return add(
        name,
        schema,
        doc,
        row -> {
          ArrayNode array = NODES.arrayNode();
          value.apply(row).forEach(array::add);
          return array;
        });
  }

  /** An object of its own, or null. */
  <V> Columns<T> object(String name, String doc, Columns<V> columns, Function<T, V> value) {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("anyOf").add(columns.schema()).addObject().put("type", "null");
    return add(
        name,
        schema,
        doc,
        row -> {
          V part = value.apply(row);
          return part == null ? NODES.nullNode() : columns.json(part);
        });
  }

  /** Several objects. */
  <V> Columns<T> list(
      String name, String doc, Columns<V> columns, Function<T, ? extends Collection<V>> value) {
    return list(name, doc, columns.schema(), value, columns::json);
  }

  /** Several objects of a schema that has a name. */
  <V> Columns<T> list(
      String name,
      String doc,
      ObjectNode items,
      Function<T, ? extends Collection<V>> value,
      Function<V, ? extends JsonNode> json) {
    ObjectNode schema = type("array");
    schema.set("items", items);
    return add(
        name,
        schema,
        doc,
        row -> {
          ArrayNode array = NODES.arrayNode();
          value.apply(row).forEach(item -> array.add(json.apply(item)));
          return array;
        });
  }

  /** An object of a schema that has a name, or null. */
  <V> Columns<T> named(
      String name,
      String doc,
      String schemaName,
      Function<T, V> value,
      Function<V, JsonNode> json) {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("anyOf").add(Schemas.ref(schemaName)).addObject().put("type", "null");
    return add(
        name,
        schema,
        doc,
        row -> {
          V part = value.apply(row);
          return part == null ? NODES.nullNode() : json.apply(part);
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
