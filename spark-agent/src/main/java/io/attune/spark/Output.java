package io.attune.spark;

import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Where records go. Used from the sender's thread only. */
interface Output {
  /**
   * Finds out whether it makes sense to begin. Asked before the first record is made.
   *
   * @throws OutputUnavailableException when nothing could be sent now
   */
  default void open() {}

  /**
   * Hands a record over.
   *
   * @param topic where to
   * @param key the record's key
   * @param record the record
   * @param completion called once, on any thread, with null when the record has arrived and with
   *     the reason when it was given up
   * @throws OutputUnavailableException when Kafka or the registry cannot take it now; the record
   *     was not taken and may be handed over again
   * @throws RuntimeException when this record can never be taken
   */
  void send(Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion);

  /** Gives up what has not arrived after this time, and closes. */
  void close(Duration longest);
}
