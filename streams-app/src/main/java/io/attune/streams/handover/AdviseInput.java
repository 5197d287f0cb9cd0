package io.attune.streams.handover;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What Advise reads about a workload, by its key. */
public sealed interface AdviseInput permits SnapshotPart, DecisionNote {

  /**
   * For the repartition topic. The first byte names the kind. Bytes that cannot be read end in
   * {@link io.attune.advisor.state.StateFormatException}.
   */
  static Serde<AdviseInput> serde() {
    return Serdes.serdeFrom(
        (topic, input) -> input == null ? null : input.toBytes(),
        (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
  }

  /** Binary form. */
  byte[] toBytes();

  private static AdviseInput fromBytes(byte[] bytes) {
    return DecisionNote.isOne(bytes)
        ? DecisionNote.fromBytes(bytes)
        : SnapshotPart.FORMAT.fromBytes(bytes);
  }
}
