package io.attune.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's model for one generated record class and the types inside it.
 *
 * <p>Avro 1.12.2 loads classes named by a schema only if a JVM-wide list allows it, because schemas
 * may come from untrusted sources. This model is as careful without changing that list: a class is
 * loaded without being initialized, and used only if it is a record, enum or fixed type generated
 * by Avro. For classes named in {@code java-class} properties Avro's list applies.
 */
final class GeneratedTypes extends SpecificData {
  private final Class<?> root;
  private final Map<String, Class<?>> found = new ConcurrentHashMap<>();

  /**
   * @param root a generated record class, whose logical type conversions and class loader are used
   */
  GeneratedTypes(Class<?> root) {
    super(root.getClassLoader());
    this.root = root;
    SpecificData.getForClass(root).getConversions().forEach(this::addLogicalTypeConversion);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class getClass(Schema schema) {
    switch (schema.getType()) {
      case RECORD:
        return generated(schema, SpecificRecord.class);
      case ENUM:
        return generated(schema, GenericEnumSymbol.class);
      case FIXED:
        return generated(schema, SpecificFixed.class);
      default:
        return super.getClass(schema);
    }
  }

  private Class<?> generated(Schema schema, Class<?> kind) {
    Class<?> type =
        found.computeIfAbsent(
            schema.getFullName(),
            name -> {
              Class<?> loaded =
                  Instances.find(SpecificData.getClassName(schema), root.getClassLoader());
              return loaded != null && kind.isAssignableFrom(loaded) ? loaded : Void.class;
            });
    return type == Void.class ? null : type;
  }
}
