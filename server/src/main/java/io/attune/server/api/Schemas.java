package io.attune.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The named JSON schemas of an OpenAPI document. Those of Avro records follow {@code AvroJson},
 * which writes every field.
 */
final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> byName = new TreeMap<>();

  void add(String name, ObjectNode schema) {
    if (byName.put(name, schema) != null) {
      throw new IllegalArgumentException("there are two schemas named " + name);
    }
  }

  /** Adds a page of rows of a schema that is or will be here. */
  void addPage(String name, String row, String description) {
    ObjectNode page = object(description);
    property(
        page, "items", NODES.objectNode().put("type", "array").<ObjectNode>set("items", ref(row)));
    property(
        page,
        "total",
        NODES
            .objectNode()
            .put("type", "integer")
            .put("description", "Rows that the filters keep, on all pages."));
    property(
        page,
        "complete",
        NODES
            .objectNode()
            .put("type", "boolean")
            .put(
                "description",
                "False when there are more rows than were looked at: the newest were."));
    ObjectNode next = NODES.objectNode();
    next.putArray("type").add("string").add("null");
    property(
        page, "next", next.put("description", "The cursor of the next page; null on the last."));
    add(name, page);
  }

  /** Adds an Avro record and all that it is made of, under their simple names. */
  ObjectNode addAvro(Schema record) {
    ObjectNode schema = byName.get(record.getName());
    if (schema != null) {
      return schema;
    }
    ObjectNode object = object(record.getDoc());
    byName.put(record.getName(), object);
    for (Schema.Field field : record.getFields()) {
      ObjectNode property = of(field.schema());
      if (field.doc() != null) {
        property.put("description", field.doc());
      }
      property(object, field.name(), property);
    }
    return object;
  }

  private ObjectNode of(Schema schema) {
    ObjectNode node = NODES.objectNode();
    switch (schema.getType()) {
      case RECORD -> {
        addAvro(schema);
        return ref(schema.getName());
      }
      case UNION -> {
        return union(schema);
      }
      case ARRAY -> node.put("type", "array").set("items", of(schema.getElementType()));
      case MAP -> node.put("type", "object").set("additionalProperties", of(schema.getValueType()));
      case ENUM -> {
        ArrayNode values = node.put("type", "string").putArray("enum");
        schema.getEnumSymbols().forEach(values::add);
      }
      case INT, LONG -> {
        node.put("type", "integer")
            .put("format", schema.getType() == Schema.Type.INT ? "int32" : "int64");
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
          node.put("title", "Milliseconds since the epoch");
        }
      }
      case FLOAT, DOUBLE -> node.put("type", "number").put("format", "double");
      case BOOLEAN -> node.put("type", "boolean");
      default -> node.put("type", "string");
    }
    return node;
  }

  /** Unions in Attune's schemas are of one type and null. */
  private ObjectNode union(Schema union) {
    Schema other =
        union.getTypes().stream()
            .filter(s -> s.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
    ObjectNode node = of(other);
    if (node.has("$ref")) {
      ObjectNode either = NODES.objectNode();
      either.putArray("anyOf").add(node).addObject().put("type", "null");
      return either;
    }
    String type = node.get("type").asText();
    node.putArray("type").add(type).add("null");
    if (node.get("enum") instanceof ArrayNode values) {
      values.addNull();
    }
    return node;
  }

  /** All of them, by name. */
  ObjectNode json() {
    ObjectNode all = NODES.objectNode();
    byName.forEach(all::set);
    return all;
  }

  static ObjectNode object(String description) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    if (description != null) {
      schema.put("description", description);
    }
    schema.putObject("properties");
    schema.putArray("required");
    return schema;
  }

  /** Adds a property that is always there. */
  static void property(ObjectNode object, String name, JsonNode schema) {
    ((ObjectNode) object.get("properties")).set(name, schema);
    ((ArrayNode) object.get("required")).add(name);
  }

  static ObjectNode ref(String name) {
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }
}
