package io.attune.streams.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/** The numbers and times in a record, wherever they stand, to be set to what nobody sends. */
public final class Numbers {
  /** Epoch millisecond that every time of a {@link #filled} record has. */
  private static final long TIME = Instant.parse("2026-01-05T02:00:00Z").toEpochMilli();

  private Numbers() {}

  /** One number in a record. */
  public record Number(String path, Setter setter) {
    /** Sets it. */
    public void set(long value) {
      setter.set(value);
    }
  }

  /** Sets a number, cut to what its type holds. */
  @FunctionalInterface
  public interface Setter {
    void set(long value);
  }

  /** All numbers of a record, of a list those of its first element. */
  public static List<Number> of(IndexedRecord record) {
    List<Number> found = new ArrayList<>();
    find(record, record.getSchema().getName(), found);
    return found;
  }

  private static void find(IndexedRecord record, String path, List<Number> found) {
    for (Schema.Field field : record.getSchema().getFields()) {
      String at = path + "." + field.name();
      Object value = record.get(field.pos());
      if (value instanceof IndexedRecord inner) {
        find(inner, at, found);
      } else if (value instanceof List<?> list && !list.isEmpty()) {
        if (list.get(0) instanceof IndexedRecord inner) {
          find(inner, at + "[0]", found);
        } else if (list.get(0) instanceof Integer) {
          found.add(new Number(at, n -> record.put(field.pos(), List.of(toInt(n)))));
        }
      } else if (convert(0, value) != null) {
        found.add(new Number(at, n -> record.put(field.pos(), convert(n, value))));
      }
    }
  }

  /** As the type of another value; null where that is no number. */
  private static Object convert(long number, Object as) {
    if (as instanceof Instant) {
      return Instant.ofEpochMilli(number);
    } else if (as instanceof Long) {
      return number;
    } else if (as instanceof Integer) {
      return toInt(number);
    } else if (as instanceof Double) {
      return number == Long.MAX_VALUE
          ? Double.MAX_VALUE
          : number == Long.MIN_VALUE ? Double.NEGATIVE_INFINITY : (double) number;
    }
    return null;
  }

  private static int toInt(long number) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
  }

  /** A copy that can be changed. */
  @SuppressWarnings("unchecked") // a copy has the class of what it was made of
  public static <T extends SpecificRecord> T copy(T record) {
    return (T) copyOf(record);
  }

  private static Object copyOf(Object value) {
    if (value instanceof IndexedRecord record) {
      IndexedRecord copy = (IndexedRecord) newInstance(record.getClass());
      record.getSchema().getFields().forEach(f -> copy.put(f.pos(), copyOf(record.get(f.pos()))));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(one -> copy.add(copyOf(one)));
      return copy;
    } else if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map);
    }
    return value;
  }

  private static Object newInstance(Class<?> type) {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> typeOf(Schema schema) {
    try {
      return Class.forName(schema.getFullName());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** A record in which everything is there that may be there, once. */
  public static SpecificRecord filled(Schema schema) {
    return (SpecificRecord) value(schema, null);
  }

  private static Object value(Schema schema, String name) {
    boolean isTime = schema.getLogicalType() != null;
    return switch (schema.getType()) {
      case RECORD -> {
        IndexedRecord record = (IndexedRecord) newInstance(typeOf(schema));
        schema.getFields().forEach(f -> record.put(f.pos(), value(f.schema(), f.name())));
        yield record;
      }
      case UNION -> value(schema.getTypes().get(schema.getTypes().size() - 1), name);
      case ARRAY -> new ArrayList<>(List.of(value(schema.getElementType(), name)));
      case MAP -> new TreeMap<>(Map.of("spark.a", value(schema.getValueType(), name)));
      case ENUM -> typeOf(schema).getEnumConstants()[0];
      case STRING -> "executorId".equals(name) ? "1" : "text";
      case INT -> 1;
      case LONG -> isTime ? Instant.ofEpochMilli(TIME) : (Object) 1L;
      case DOUBLE -> 1.0;
      case FLOAT -> 1.0f;
      case BOOLEAN -> true;
      default -> null;
    };
  }
}
