package io.attune.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What every contract keeps to: documented, units in names, null for unknown. */
class SchemaConventionsTest {
  private static final Pattern TIME = Pattern.compile(".*(Time|Until)$");
  private static final Pattern DURATION = Pattern.compile(".*(Time|Delay|Duration)(Ms|Ns)$");

  private final Map<String, Schema> named = new LinkedHashMap<>();

  SchemaConventionsTest() {
    SchemaHistory.contracts().forEach(this::collect);
  }

  @Test
  void everyRecordFieldAndEnumIsDocumented() {
    named.values().forEach(s -> assertThat(s.getDoc()).as(s.getName()).isNotBlank());
    fields()
        .forEach(
            (name, field) -> assertThat(field.doc()).as(name).isNotBlank().matches("(?s).*[.:]$"));
  }

  @Test
  void everyEnumHasAnUnknownDefault() {
    assertThat(enums()).isNotEmpty();
    enums().forEach(s -> assertThat(s.getEnumDefault()).as(s.getName()).isEqualTo("UNKNOWN"));
  }

  @Test
  void whatMayBeUnknownIsNullByDefault() {
    fields().values().stream()
        .filter(f -> f.schema().isNullable())
        .forEach(
            f -> {
              assertThat(f.schema().getTypes().get(0).getType())
                  .as(f.name())
                  .isEqualTo(Schema.Type.NULL);
              assertThat(f.defaultVal()).as(f.name()).isEqualTo(JsonProperties.NULL_VALUE);
            });
  }

  @Test
  void pointsInTimeAreTimestampsAndNothingElseIs() {
    fields()
        .forEach(
            (name, field) -> {
              boolean timestamp =
                  bare(field.schema()).getLogicalType() instanceof LogicalTypes.TimestampMillis;
              boolean point =
                  TIME.matcher(field.name()).matches()
                      && bare(field.schema()).getType() == Schema.Type.LONG;
              assertThat(timestamp).as(name).isEqualTo(point);
            });
  }

  @Test
  void durationsSayTheirUnit() {
    assertThat(fields().keySet().stream().filter(n -> DURATION.matcher(n).matches()))
        .hasSizeGreaterThan(20);
    assertThat(fields().keySet()).noneMatch(n -> n.endsWith("Duration") || n.endsWith("Delay"));
  }

  private Map<String, Schema.Field> fields() {
    Map<String, Schema.Field> fields = new LinkedHashMap<>();
    named.values().stream()
        .filter(s -> s.getType() == Schema.Type.RECORD)
        .forEach(s -> s.getFields().forEach(f -> fields.put(s.getName() + "." + f.name(), f)));
    return fields;
  }

  private List<Schema> enums() {
    return named.values().stream()
        .filter(s -> s.getType() == Schema.Type.ENUM)
        .collect(Collectors.toList());
  }

  private void collect(Schema schema) {
    switch (schema.getType()) {
      case RECORD:
        if (named.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(f -> collect(f.schema()));
        }
        break;
      case ENUM:
        named.put(schema.getFullName(), schema);
        break;
      case UNION:
        schema.getTypes().forEach(this::collect);
        break;
      case ARRAY:
        collect(schema.getElementType());
        break;
      case MAP:
        collect(schema.getValueType());
        break;
      default:
        break;
    }
  }

  private static Schema bare(Schema schema) {
    return schema.isNullable() && schema.getType() == Schema.Type.UNION
        ? schema.getTypes().get(1)
        : schema;
  }
}
