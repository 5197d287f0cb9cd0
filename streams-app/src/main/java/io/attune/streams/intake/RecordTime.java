package io.attune.streams.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a record as it came, or now where it has none, or one before 1970 or to come: Kafka
 * Streams would end the thread because of the first two, and a broker may refuse a result of the
 * third. Nothing that Attune works out depends on it; events carry their own times.
 */
public final class RecordTime implements TimestampExtractor {
  /** For Kafka Streams. */
  public RecordTime() {}

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long now = System.currentTimeMillis();
    long time = record.timestamp();
    return time < 0 || time > now ? now : time;
  }
}
