package io.attune.streams.handover;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What Advise reads about a workload, by its key. */
public sealed interface AdviseInput permits SnapshotPart, DecisionNote {

  /** For the repartition topic. The first byte names the kind. */
  static Serde<AdviseInput> serde() {
    return Serdes.serdeFrom(
        (topic, input) -> input == null ? null : input.toBytes(),
        (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
  }

  /** Binary form. */
  byte[] toBytes();

  private static AdviseInput fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      throw new SerializationException("an empty record on the repartition topic");
    }
    return bytes[0] == DecisionNote.MARK
        ? DecisionNote.fromBytes(bytes)
        : SnapshotPart.fromBytes(bytes);
  }
}
