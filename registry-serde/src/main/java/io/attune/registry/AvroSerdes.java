package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Creates the configured serializers and deserializers: Attune's, or others that take the same
 * properties, such as Confluent's, which are not needed to compile. Attune's share one client,
 * which {@link #close} closes; others have their own. Not thread-safe; the serializers and
 * deserializers are as thread-safe as their classes.
 */
public final class AvroSerdes implements AutoCloseable {
  /** Class of the serializer; the default is {@link AttuneAvroSerializer}. */
  public static final String SERIALIZER = "attune.avro.serializer";

  /** Class of the deserializer; the default is {@link AttuneAvroDeserializer}. */
  public static final String DESERIALIZER = "attune.avro.deserializer";

  private final Map<String, Object> properties;
  private SchemaRegistryClient client;

  private AvroSerdes(Map<String, ?> properties) {
    this.properties = new HashMap<>(properties);
  }

  /**
   * @param properties {@link #SERIALIZER}, {@link #DESERIALIZER}, and their configuration, see
   *     {@link RegistryConfig}
   */
  public static AvroSerdes from(Map<String, ?> properties) {
    return new AvroSerdes(requireNonNull(properties, "properties is null"));
  }

  /**
   * Creates a serializer.
   *
   * @param isKey whether it is for keys rather than values
   * @param <T> type of the serialized records
   * @throws ConfigException if the class is missing, is not a serializer, or rejects the
   *     configuration
   */
  @SuppressWarnings("unchecked")
  public <T> Serializer<T> serializer(boolean isKey) {
    if (isOurs(SERIALIZER, AttuneAvroSerializer.class)) {
      return new AttuneAvroSerializer<>(client(), properties, isKey);
    }
    Serializer<T> serializer =
        (Serializer<T>) create(SERIALIZER, AttuneAvroSerializer.class, Serializer.class);
    serializer.configure(properties, isKey);
    return serializer;
  }

  /**
   * Creates a deserializer for a generated class.
   *
   * @param type the class; if another deserializer returns another type, that is a bad record
   * @param isKey whether it is for keys rather than values
   * @param <T> type of the deserialized records
   * @throws ConfigException if the class is missing, is not a deserializer, or rejects the
   *     configuration
   */
  public <T> Deserializer<T> deserializer(Class<T> type, boolean isKey) {
    AvroTypes.requireGenerated(requireNonNull(type, "type is null"));
    if (isOurs(DESERIALIZER, AttuneAvroDeserializer.class)) {
      return new AttuneAvroDeserializer<>(client(), type, properties, isKey);
    }
    Map<String, Object> typed = new HashMap<>(properties);
    typed.putIfAbsent(RegistryConfig.SPECIFIC_READER, "true");
    typed.put(
        isKey ? RegistryConfig.SPECIFIC_KEY_TYPE : RegistryConfig.SPECIFIC_VALUE_TYPE,
        type.getName());
    Deserializer<?> deserializer =
        create(DESERIALIZER, AttuneAvroDeserializer.class, Deserializer.class);
    deserializer.configure(typed, isKey);
    return new TypedDeserializer<>(deserializer, type);
  }

  /**
   * Creates a deserializer with a fast path for records written with exactly this class's schema.
   * Other deserializers than Attune's do not use it.
   *
   * @param type the class
   * @param direct creates a reader for each thread
   * @param isKey whether it is for keys rather than values
   * @param <T> type of the deserialized records
   * @throws ConfigException as {@link #deserializer(Class, boolean)}
   */
  public <T> Deserializer<T> deserializer(
      Class<T> type, Supplier<DirectReader<T>> direct, boolean isKey) {
    return isOurs(DESERIALIZER, AttuneAvroDeserializer.class)
        ? new AttuneAvroDeserializer<>(client(), type, direct, properties, isKey)
        : deserializer(type, isKey);
  }

  /**
   * Creates a serde for a generated class.
   *
   * @param type the class
   * @param isKey whether it is for keys rather than values
   * @param <T> type of the records
   * @throws ConfigException as {@link #serializer} and {@link #deserializer}
   */
  public <T> Serde<T> serde(Class<T> type, boolean isKey) {
    return Serdes.serdeFrom(serializer(isKey), deserializer(type, isKey));
  }

  /** Closes the shared client. Idempotent. */
  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }

  private SchemaRegistryClient client() {
    if (client == null) {
      client = SchemaRegistryClients.from(new RegistryConfig(properties));
    }
    return client;
  }

  private boolean isOurs(String property, Class<?> ours) {
    return className(property, ours).equals(ours.getName());
  }

  private <T> T create(String property, Class<? extends T> ours, Class<T> type) {
    return Instances.create(
        property, className(property, ours), type, ours.getName() + " (the default)");
  }

  private String className(String property, Class<?> ours) {
    Object value = properties.get(property);
    String name = value instanceof Class ? ((Class<?>) value).getName() : (String) value;
    return name == null || name.trim().isEmpty() ? ours.getName() : name.trim();
  }

  /** Rejects records of another type here, before they fail somewhere else. */
  private static final class TypedDeserializer<T> implements Deserializer<T> {
    private final Deserializer<?> delegate;
    private final Class<T> type;

    private TypedDeserializer(Deserializer<?> delegate, Class<T> type) {
      this.delegate = delegate;
      this.type = type;
    }

    @Override
    public T deserialize(String topic, byte[] data) {
      return typed(topic, delegate.deserialize(topic, data));
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] data) {
      return typed(topic, delegate.deserialize(topic, headers, data));
    }

    private T typed(String topic, Object datum) {
      if (datum != null && !type.isInstance(datum)) {
        throw new BadRecordException(
            "A record on topic "
                + topic
                + " was read as "
                + datum.getClass().getName()
                + " by "
                + delegate.getClass().getName()
                + ", not as "
                + type.getName()
                + ".");
      }
      return type.cast(datum);
    }

    @Override
    public void close() {
      delegate.close();
    }
  }
}
