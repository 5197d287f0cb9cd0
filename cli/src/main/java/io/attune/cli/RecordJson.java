package io.attune.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records out of the JSON that the API and {@code --format json} write, field for field. */
final class RecordJson {
  private RecordJson() {}

  /** A recommendation; a field that is missing has its default, one that is not known is left. */
  static Recommendation recommendation(JsonNode node) {
    return (Recommendation) value(Recommendation.getClassSchema(), node);
  }

  private static Object value(Schema schema, JsonNode node) {
    return switch (schema.getType()) {
      case UNION -> node.isNull() || node.isMissingNode() ? null : value(branch(schema), node);
      case RECORD -> record(schema, node);
      case ENUM -> SpecificData.get().createEnum(node.asText(), schema);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(schema.getElementType(), item)));
        yield items;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(e -> map.put(e.getKey(), value(schema.getValueType(), e.getValue())));
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
    SpecificRecord record = (SpecificRecord) SpecificData.newInstance(
        SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode given = node.path(field.name());
      record.put(
          field.pos(),
          given.isMissingNode() && field.hasDefaultValue()
              ? SpecificData.get().getDefaultValue(field)
              : value(field.schema(), given));
    }
    return record;
  }
}
