package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializes Avro in Confluent's wire format: generated records, generic records and primitives.
 * Null stays null (a tombstone).
 *
 * <p>Thread-safe, because Kafka Streams shares the serdes of a topology between its stream threads;
 * each thread has its own caches. It allocates little besides the result: the schema's id is cached
 * by the identity of the schema object, and the encoder and its buffer are reused.
 *
 * <p>Throws {@link SerializationException} if a record does not match its schema or the registry
 * rejects the schema, and {@link RegistryUnavailableException} if the registry does not answer.
 *
 * @param <T> type of the serialized records
 */
public final class AttuneAvroSerializer<T> implements Serializer<T> {
  private final LongSupplier nanoTime;

  private SchemaRegistryClient client;
  private boolean ownsClient;
  private boolean isKey;
  private SubjectNameStrategy subjects;
  private SchemaIds ids;
  private int maxSchemas;
  private long latestTtlNanos;
  private ThreadLocal<ThreadState> states;

  /** For Kafka clients, which call {@link #configure} next. */
  public AttuneAvroSerializer() {
    this.nanoTime = System::nanoTime;
  }

  /** For values, with default configuration and a client that is not closed. */
  public AttuneAvroSerializer(SchemaRegistryClient client) {
    this(client, Map.of(), false);
  }

  /**
   * @param client the registry; not closed by this serializer
   * @param config the properties of {@link RegistryConfig}; the URL is not needed
   * @param isKey whether it is for keys rather than values
   */
  public AttuneAvroSerializer(SchemaRegistryClient client, Map<String, ?> config, boolean isKey) {
    this(client, config, isKey, System::nanoTime);
  }

  AttuneAvroSerializer(
      SchemaRegistryClient client, Map<String, ?> config, boolean isKey, LongSupplier nanoTime) {
    this.client = requireNonNull(client, "client is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    configure(config, isKey);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConfigException if the configuration is invalid
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    RegistryConfig config = new RegistryConfig(configs);
    this.isKey = isKey;
    this.subjects = config.subjectNameStrategy(isKey);
    this.maxSchemas = config.getInt(RegistryConfig.MAX_SCHEMAS_PER_SUBJECT);
    long ttl = config.getLong(RegistryConfig.LATEST_CACHE_TTL_SEC);
    this.latestTtlNanos = ttl < 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(ttl);
    if (client == null) {
      this.client = SchemaRegistryClients.from(config);
      this.ownsClient = true;
    }
    this.ids = new SchemaIds(client, config);
    GenericData genericModel =
        AvroTypes.genericModel(config.getBoolean(RegistryConfig.LOGICAL_TYPE_CONVERTERS));
    this.states = ThreadLocal.withInitial(() -> new ThreadState(genericModel));
  }

  @Override
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    if (states == null) {
      throw new ConfigException("The serializer is not configured; call configure first.");
    }
    Schema schema = AvroTypes.schemaOf(data);
    ThreadState state = states.get();
    Entry entry = state.lastEntry;
    if (schema != state.lastSchema || !topic.equals(state.lastTopic) || entry.isStale(nanoTime)) {
      entry = entry(state, topic, schema);
      state.lastTopic = topic;
      state.lastSchema = schema;
      state.lastEntry = entry;
    }
    try {
      return state.encoder.encode(entry.id.id(), data, schema, entry.id.schema(), entry.formats);
    } catch (IOException | RuntimeException e) {
      // Avro throws nearly every kind of unchecked exception for a record that does not match.
      throw new SerializationException(
          "The "
              + (isKey ? "key" : "value")
              + " for topic "
              + topic
              + " does not fit its schema "
              + schema.getFullName()
              + ": "
              + ErrorLine.of(e)
              + ".",
          e);
    }
  }

  private Entry entry(ThreadState state, String topic, Schema schema) {
    Map<Schema, Entry> ofTopic =
        state.entries.computeIfAbsent(topic, name -> new IdentityHashMap<>());
    Entry entry = ofTopic.get(schema);
    if (entry == null || entry.isStale(nanoTime)) {
      SchemaIds.WriterSchema id = ids.find(subjects.subject(topic, isKey, schema), schema);
      entry = new Entry(id, nanoTime.getAsLong(), id.isLatest() ? latestTtlNanos : Long.MAX_VALUE);
      if (ofTopic.size() >= maxSchemas) {
        ofTopic.clear();
      }
      ofTopic.put(schema, entry);
    }
    return entry;
  }

  /** Closes the client if {@link #configure} created it. */
  @Override
  public void close() {
    if (ownsClient) {
      client.close();
    }
  }

  /** State of one thread. */
  private static final class ThreadState {
    private final Map<String, Map<Schema, Entry>> entries = new HashMap<>();
    private final DatumEncoder encoder;
    private String lastTopic;
    private Schema lastSchema;
    private Entry lastEntry;

    private ThreadState(GenericData genericModel) {
      this.encoder = new DatumEncoder(genericModel);
    }
  }

  private static final class Entry {
    private final SchemaIds.WriterSchema id;
    private final DatumEncoder.Formats formats = new DatumEncoder.Formats();
    private final long madeAt;
    private final long ttlNanos;

    private Entry(SchemaIds.WriterSchema id, long madeAt, long ttlNanos) {
      this.id = id;
      this.madeAt = madeAt;
      this.ttlNanos = ttlNanos;
    }

    private boolean isStale(LongSupplier nanoTime) {
      return ttlNanos != Long.MAX_VALUE && nanoTime.getAsLong() - madeAt >= ttlNanos;
    }
  }
}
