package io.attune.advisor.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records of a contract of which every field is set, each to a value of its own that follows from
 * its name: what was taken for something else on its way shows, and a field that is added to the
 * contract changes no other.
 */
public final class Filled {
  private static final long SPREAD = 1_000_000;
  private static final Instant BEGIN = Instant.parse("2026-01-05T02:00:00Z");

  private Filled() {}

  /**
   * A filled record.
   *
   * @param type a generated class
   * @param salt makes records of one type differ
   */
  public static <T extends SpecificRecord> T record(Class<T> type, String salt) {
    try {
      T record = type.getDeclaredConstructor().newInstance();
      for (Schema.Field field : record.getSchema().getFields()) {
        record.put(field.pos(), value(field.schema(), salt + "." + field.name()));
      }
      return record;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " is no generated record", e);
    }
  }

  /** A whole number from 1 to a million that follows from a name. */
  public static int number(String name) {
    return (int) (1 + Math.floorMod(name.hashCode() * 0x9E37_79B9L >>> 7, SPREAD));
  }

  private static Object value(Schema schema, String name) throws ReflectiveOperationException {
    return switch (schema.getType()) {
      case STRING -> name;
      case INT -> number(name);
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? BEGIN.plusMillis(number(name))
              : (Object) (long) number(name);
      case DOUBLE -> number(name) / 8.0;
      case FLOAT -> number(name) / 8f;
      case BOOLEAN -> true;
      case BYTES -> java.nio.ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
      case ENUM -> symbol(schema, name);
      case RECORD -> record(classOf(schema).asSubclass(SpecificRecord.class), name);
      case ARRAY ->
          List.of(
              value(schema.getElementType(), name + "[0]"),
              value(schema.getElementType(), name + "[1]"));
      case MAP ->
          new TreeMap<>(
              Map.of(
                  name + ".key", value(schema.getValueType(), name + "{0}"),
                  name + ".other", value(schema.getValueType(), name + "{1}")));
      case UNION ->
          value(
              schema.getTypes().stream()
                  .filter(branch -> branch.getType() != Schema.Type.NULL)
                  .findFirst()
                  .orElseThrow(),
              name);
      default -> throw new IllegalArgumentException("no value for " + schema);
    };
  }

  private static Object symbol(Schema schema, String name) throws ReflectiveOperationException {
    Object[] constants = classOf(schema).getEnumConstants();
    return constants[number(name) % constants.length];
  }

  private static Class<?> classOf(Schema schema) throws ReflectiveOperationException {
    return Class.forName(schema.getFullName());
  }
}
