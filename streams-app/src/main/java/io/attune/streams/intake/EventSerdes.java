package io.attune.streams.intake;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AvroSerdes;
import io.attune.registry.DirectReader;
import io.attune.schemas.Decision;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.Forecast;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.BoundedSerializer;
import io.attune.streams.errors.Patience;
import io.attune.streams.errors.PatientDeserializer;
import io.attune.streams.errors.PatientSerializer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;

/** The serdes of the topology, configured once and shared by its threads. */
public final class EventSerdes {
  private final Topics topics;
  private final AvroSerdes avro;
  private final Patience patience;
  private final long maxResultBytes;

  /** As the configuration says, waiting for the registry with the patience given. */
  public EventSerdes(AttuneConfig config, Patience patience) {
    this.topics = requireNonNull(config, "config is null").topics();
    this.avro = AvroSerdes.from(properties(config));
    this.patience = requireNonNull(patience, "patience is null");
    this.maxResultBytes = config.get(Options.RESULT_BYTES);
  }

  /** What the Avro serdes of this configuration are configured with. */
  public static Map<String, Object> properties(AttuneConfig config) {
    Map<String, Object> properties = new HashMap<>();
    config
        .registry()
        .forEach(
            (name, value) -> {
              properties.put(name, value);
              properties.put(name.substring(AttuneConfig.REGISTRY_PREFIX.length()), value);
            });
    properties.put(Options.SCHEMA_REGISTRY_URL.name(), config.get(Options.SCHEMA_REGISTRY_URL));
    properties.put(AvroSerdes.SERIALIZER, config.get(Options.AVRO_SERIALIZER));
    properties.put(AvroSerdes.DESERIALIZER, config.get(Options.AVRO_DESERIALIZER));
    return properties;
  }

  /** Keys of the input topics; strict. */
  public Serde<String> applicationId() {
    return Serdes.serdeFrom(new StringSerializer(), new KeyDeserializer());
  }

  /** Keys of all other topics. */
  public Serde<String> key() {
    return Serdes.String();
  }

  /** Values of the input topics; only read. */
  public Serde<Intake> event() {
    return Serdes.serdeFrom(
        (topic, event) -> {
          throw new UnsupportedOperationException("the topology does not write events");
        },
        new IntakeDeserializer(events(TaskMetricsReader::new)));
  }

  /** What reads the records that come in batches. */
  public EventReader eventReader() {
    return new EventReader(new KeyDeserializer(), events(TaskMetricsReader::reusing));
  }

  private Deserializer<SpecificRecord> events(Supplier<DirectReader<TaskMetrics>> tasks) {
    LinkedHashMap<String, Deserializer<? extends SpecificRecord>> byTopic = new LinkedHashMap<>();
    byTopic.put(topics.taskMetrics().name(), avro.deserializer(TaskMetrics.class, tasks, false));
    byTopic.put(topics.executorMetrics().name(), avro.deserializer(ExecutorMetrics.class, false));
    byTopic.put(topics.lifecycle().name(), avro.deserializer(LifecycleEvent.class, false));
    return new PatientDeserializer<>(new EventDeserializer(byTopic), patience);
  }

  /** Values of {@code stage-statistics}. */
  public Serde<StageStatistics> stageStatistics() {
    return patient(StageStatistics.class);
  }

  /** Values of {@code forecasts}. */
  public Serde<Forecast> forecast() {
    return patient(Forecast.class);
  }

  /** Values of {@code recommendations}. */
  public Serde<Recommendation> recommendation() {
    return patient(Recommendation.class);
  }

  /** Values of {@code outcomes}. */
  public Serde<Outcome> outcome() {
    return patient(Outcome.class);
  }

  /** Values of {@code decisions}. */
  public Serde<Decision> decision() {
    return patient(Decision.class);
  }

  private <T> Serde<T> patient(Class<T> type) {
    return Serdes.serdeFrom(
        new PatientSerializer<>(
            new BoundedSerializer<>(avro.<T>serializer(false), maxResultBytes), patience),
        new PatientDeserializer<>(avro.deserializer(type, false), patience));
  }
}
