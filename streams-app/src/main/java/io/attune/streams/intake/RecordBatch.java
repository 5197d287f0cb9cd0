package io.attune.streams.intake;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/**
 * Consecutive records of one partition that go through Kafka Streams as one, as they came from the
 * broker. They travel as the headers of the record that stands for them, because headers are the
 * one thing that Kafka Streams hands to a deserializer untouched; such headers cannot come over the
 * wire. As headers they are empty and cannot be changed.
 */
public final class RecordBatch implements Headers, Intake {
  private static final Header[] NONE = new Header[0];

  private final List<ConsumerRecord<byte[], byte[]>> records;
  private final boolean moreWait;

  /**
   * @param records of one partition, in their order, at least one; kept and not copied
   * @param moreWait whether the poll returned very many, or as many as it may
   */
  RecordBatch(List<ConsumerRecord<byte[], byte[]>> records, boolean moreWait) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a batch holds at least one record");
    }
    this.records = records;
    this.moreWait = moreWait;
  }

  /** The records, in their order. */
  public List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** Whether more are likely to wait at the broker: the poll returned very many. */
  public boolean moreWait() {
    return moreWait;
  }

  /**
   * The record that stands for them. It has the offset of the first: that is what Kafka Streams
   * commits while the batch is next, and a batch is processed as a whole or not at all. It has the
   * first one's time too, so that the queue with the oldest record goes first, as it would record
   * by record.
   */
  ConsumerRecord<byte[], byte[]> asOne() {
    ConsumerRecord<byte[], byte[]> first = records.get(0);
    int keyBytes = 0;
    int valueBytes = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      keyBytes += Math.max(0, record.serializedKeySize());
      valueBytes += Math.max(0, record.serializedValueSize());
    }
    return new ConsumerRecord<>(
        first.topic(),
        first.partition(),
        first.offset(),
        first.timestamp(),
        TimestampType.CREATE_TIME,
        keyBytes,
        valueBytes,
        null,
        null,
        this,
        first.leaderEpoch());
  }

  @Override
  public Headers add(Header header) {
    throw new IllegalStateException("a batch of records has no headers");
  }

  @Override
  public Headers add(String key, byte[] value) {
    throw new IllegalStateException("a batch of records has no headers");
  }

  @Override
  public Headers remove(String key) {
    throw new IllegalStateException("a batch of records has no headers");
  }

  @Override
  public Header lastHeader(String key) {
    return null;
  }

  @Override
  public Iterable<Header> headers(String key) {
    return Collections.emptyList();
  }

  @Override
  public Header[] toArray() {
    return NONE;
  }

  @Override
  public Iterator<Header> iterator() {
    return Collections.emptyIterator();
  }
}
