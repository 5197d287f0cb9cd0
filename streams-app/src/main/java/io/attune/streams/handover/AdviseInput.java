package io.attune.streams.handover;

import io.attune.advisor.state.StateFormatException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What Advise reads about a workload, by its key. */
public sealed interface AdviseInput permits SnapshotPart, DecisionNote, FromNewerBuild {

  /**
   * For the repartition topic. The first byte names the kind. While instances are upgraded one by
   * one, the topic may hold records of a newer build; they are read as {@link FromNewerBuild}.
   * Damaged bytes end in {@link StateFormatException}.
   */
  static Serde<AdviseInput> serde() {
    return Serdes.serdeFrom(
        (topic, input) -> input == null ? null : input.toBytes(),
        (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
  }

  /** Binary form. */
  byte[] toBytes();

  private static AdviseInput fromBytes(byte[] bytes) {
    try {
      return DecisionNote.isOne(bytes)
          ? DecisionNote.fromBytes(bytes)
          : SnapshotPart.FORMAT.fromBytes(bytes);
    } catch (StateFormatException e) {
      if (e.isFromNewerBuild()) {
        return new FromNewerBuild(e);
      }
      throw e;
    }
  }
}
