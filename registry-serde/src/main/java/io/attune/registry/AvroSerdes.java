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
 * Makes the serializers and deserializers that a configuration names: ours, or others that take the
 * same properties, such as Confluent's, which need not be on the class path to compile. Ours share
 * one client of the registry, which {@link #close} closes; others bring their own. For one thread;
 * what it makes is as safe for threads as its class.
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
   * @param properties {@link #SERIALIZER}, {@link #DESERIALIZER}, and what they take themselves:
   *     see {@link RegistryConfig}
   */
  public static AvroSerdes from(Map<String, ?> properties) {
    return new AvroSerdes(requireNonNull(properties, "properties is null"));
  }

  /**
   * A configured serializer.
   *
   * @param isKey whether for keys, not values
   * @param <T> what it writes
   * @throws ConfigException in one sentence, if the class is missing, is no serializer, or refuses
   *     the configuration
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
   * A configured deserializer that reads into a generated class.
   *
   * @param type the class; what a foreign deserializer makes of other types is a bad record
   * @param isKey whether for keys, not values
   * @param <T> what it reads
   * @throws ConfigException in one sentence, if the class is missing, is no deserializer, or
   *     refuses the configuration
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
   * The same, with a fast path for what was written with the schema of this very class; a foreign
   * deserializer goes without it.
   *
   * @param type the class
   * @param direct makes the fast path of each thread
   * @param isKey whether for keys, not values
   * @param <T> what it reads
   * @throws ConfigException as {@link #deserializer(Class, boolean)}
   */
  public <T> Deserializer<T> deserializer(
      Class<T> type, Supplier<DirectReader<T>> direct, boolean isKey) {
    return isOurs(DESERIALIZER, AttuneAvroDeserializer.class)
        ? new AttuneAvroDeserializer<>(client(), type, direct, properties, isKey)
        : deserializer(type, isKey);
  }

  /**
   * A configured serde for one generated class.
   *
   * @param type the class
   * @param isKey whether for keys, not values
   * @param <T> what it writes and reads
   * @throws ConfigException as {@link #serializer} and {@link #deserializer}
   */
  public <T> Serde<T> serde(Class<T> type, boolean isKey) {
    return Serdes.serdeFrom(serializer(isKey), deserializer(type, isKey));
  }

  /** Closes the client that our serdes share. Idempotent. */
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

  /** Refuses what is not of the type asked for, before it fails somewhere else. */
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
