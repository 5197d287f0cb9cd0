package io.attune.streams;

import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.BadRecordHandler;
import io.attune.streams.errors.DeadLetters;
import io.attune.streams.errors.ResultErrorHandler;
import io.attune.streams.errors.UnusableRecordHandler;
import io.attune.streams.intake.BatchingInterceptor;
import io.attune.streams.intake.RecordTime;
import io.attune.streams.store.RocksDbSettings;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams' properties, as Attune's configuration asks for them. */
final class StreamsSettings {
  private StreamsSettings() {}

  /**
   * What is passed through comes first and what Attune has to fix comes last; between them stand
   * defaults that a pass-through setting may replace.
   */
  static Properties of(
      AttuneConfig config, DeadLetters deadLetters, RocksDbSettings.SharedMemory memory) {
    Properties p = new Properties();
    setDefaults(p, config);
    config.kafka().forEach(p::put);
    takeRecordsInBatches(p, config);
    setIdentity(p, config);
    setProcessing(p, config);
    setState(p, memory);
    setErrorHandling(p, config, deadLetters);
    return p;
  }

  private static void setDefaults(Properties p, AttuneConfig config) {
    String maxRecordBytes = Long.toString(config.get(Options.MAX_RECORD_BYTES));
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "20");
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRecordBytes);
    p.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), maxRecordBytes);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // Nothing depends on the order of the input topics among each other, so none is waited for.
    p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "4000");
    // Batches, not events, on the input topics: what a few polls return.
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, "64");
    p.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        Integer.toString(config.get(Options.TOPIC_REPLICATION)));
    if (config.exactlyOnce()) {
      // Kafka Streams' own, or more where commits are further apart.
      p.put(
          StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          Integer.toString((int) Math.max(10_000, config.latestCommit().toMillis() * 4)));
    }
  }

  private static void setIdentity(Properties p, AttuneConfig config) {
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, config.get(Options.APPLICATION_ID));
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, config.get(Options.GROUP_PROTOCOL));
    p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
  }

  private static void setProcessing(Properties p, AttuneConfig config) {
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, config.get(Options.PROCESSING_GUARANTEE));
    p.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.latestCommit().multipliedBy(2).toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.get(Options.THREADS));
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.get(Options.STANDBY_REPLICAS));
  }

  private static void setState(Properties p, RocksDbSettings.SharedMemory memory) {
    // Live stores hold decoded state, so the record cache below the serdes has nothing to do.
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbSettings.class);
    p.put(RocksDbSettings.MEMORY, memory);
  }

  private static void setErrorHandling(Properties p, AttuneConfig config, DeadLetters deadLetters) {
    p.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        config.topics().deadLetters().name());
    p.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, BadRecordHandler.class);
    p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnusableRecordHandler.class);
    p.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, ResultErrorHandler.class);
    p.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTime.class);
    p.put(DeadLetters.CONFIG, deadLetters);
  }

  /** Behind the interceptors that the user may have set for the main consumer. */
  private static void takeRecordsInBatches(Properties p, AttuneConfig config) {
    String interceptors =
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    Object before =
        p.getOrDefault(
            interceptors,
            p.get(StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG)));
    String ours = BatchingInterceptor.class.getName();
    p.put(interceptors, before == null ? ours : before + "," + ours);
    p.put(
        StreamsConfig.mainConsumerPrefix(BatchingInterceptor.TOPICS),
        config.topics().inputs().stream().map(Topics.Topic::name).collect(Collectors.joining(",")));
  }
}
