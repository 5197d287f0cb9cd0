package io.attune.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Records out of the JSON that the API and {@code --format json} write, field for field. */
final class RecordJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordJson() {}

  /** A recommendation; a field that is missing has its default, one that is not known is left. */
  static Recommendation recommendation(JsonNode node) {
    return (Recommendation) value(Recommendation.getClassSchema(), node);
  }

  private static Object value(Schema schema, JsonNode node) {
    return switch (schema.getType()) {
      case UNION -> node.isNull() || node.isMissingNode() ? null : value(branch(schema), node);
      case RECORD -> record(schema, node);
      case ENUM -> symbol(schema, node.asText());
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(schema.getElementType(), item)));
        yield items;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties()
            .forEach(e -> map.put(e.getKey(), value(schema.getValueType(), e.getValue())));
        yield map;
      }
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? Instant.ofEpochMilli(node.asLong())
              : (Object) node.asLong();
      case INT -> node.asInt();
      case DOUBLE -> node.asDouble();
      case BOOLEAN -> node.asBoolean();
      default -> node.asText();
    };
  }

  private static Schema branch(Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static SpecificRecord record(Schema schema, JsonNode node) {
    SpecificRecord record = (SpecificRecord) instance(schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode given = node.path(field.name());
      record.put(
          field.pos(),
          given.isMissingNode() && field.hasDefaultValue()
              ? value(field.schema(), defaultOf(field))
              : value(field.schema(), given));
    }
    return record;
  }

  private static JsonNode defaultOf(Schema.Field field) {
    Object value = field.defaultVal();
    return value == JsonProperties.NULL_VALUE ? NullNode.getInstance() : JSON.valueToTree(value);
  }

  private static Object instance(Schema schema) {
    try {
      return generated(schema).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(schema.getFullName() + " cannot be made", e);
    }
  }

  /** The generated class; Avro itself would look it up among classes that it was told to trust. */
  private static Class<?> generated(Schema schema) {
    try {
      return Class.forName(schema.getFullName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(schema.getFullName() + " is missing", e);
    }
  }

  private static Object symbol(Schema schema, String name) {
    Object unknown = null;
    for (Object symbol : generated(schema).getEnumConstants()) {
      if (symbol.toString().equals(name)) {
        return symbol;
      }
      unknown = symbol.toString().equals(schema.getEnumDefault()) ? symbol : unknown;
    }
    return unknown;
  }
}
