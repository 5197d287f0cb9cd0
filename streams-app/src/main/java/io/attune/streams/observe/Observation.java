package io.attune.streams.observe;

import io.attune.schemas.StageStatistics;
import io.attune.streams.handover.AdviseInput;
import io.attune.streams.handover.SnapshotPart;
import java.util.List;

/** What Observe hands on. */
public sealed interface Observation {
  /**
   * Statistics of a stage, for their topic.
   *
   * @param record what is published
   */
  record Statistics(StageStatistics record) implements Observation {}

  /**
   * A part of the snapshot of a run, for Advise.
   *
   * @param part what is handed over
   */
  record Snapshot(SnapshotPart part) implements Observation {}

  /** The statistics in it. */
  static List<StageStatistics> statistics(Observation observation) {
    return observation instanceof Statistics s ? List.of(s.record()) : List.of();
  }

  /** The snapshot in it. */
  static List<AdviseInput> snapshots(Observation observation) {
    return observation instanceof Snapshot s ? List.of(s.part()) : List.of();
  }
}
