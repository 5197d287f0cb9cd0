package io.attune.spark;

import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The destination of records. Used by the sender's thread only. */
interface Output {
  /**
   * Checks whether records can be sent. Called before the first record is created.
   *
   * @throws OutputUnavailableException when nothing could be sent now
   */
  default void open() {}

  /**
   * Sends a record.
   *
   * @param topic the topic
   * @param key the record's key
   * @param record the record
   * @param completion called once, on any thread: with null when the record was acknowledged, or
   *     with the error when it was lost
   * @throws OutputUnavailableException when Kafka or the registry is unavailable; the record was
   *     not accepted and may be sent again
   * @throws RuntimeException when this record can never be sent
   */
  void send(Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion);

  /** Closes the output after at most this time; unacknowledged records are lost. */
  void close(Duration longest);
}
