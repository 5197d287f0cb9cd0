package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.StageInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about a stage attempt apart from its tasks.
 *
 * @param key stage and attempt
 * @param name short call site; empty when unknown
 * @param numTasks tasks of this attempt; 0 while unknown
 * @param lineage what it reads and computes
 * @param resourceProfileId resource profile
 * @param progress when it began and ended, and how
 * @param sqlExecutionId SQL execution that the stage itself names
 * @param accumulables SQL metrics and user accumulators at its end
 */
public record StageDescriptor(
    StageKey key,
    String name,
    int numTasks,
    Lineage lineage,
    int resourceProfileId,
    Lifetime progress,
    OptionalLong sqlExecutionId,
    AccumulatorValues accumulables) {
  private static final int NAME_LIMIT = 256;

  /**
   * What a stage reads and computes.
   *
   * @param parentStageIds stages it reads from, ascending
   * @param rddIds RDDs it computes, ascending
   * @param persistedRddIds of those, the ones that were marked as persisted when it was submitted
   */
  public record Lineage(
      List<Integer> parentStageIds, List<Integer> rddIds, List<Integer> persistedRddIds) {
    /** Copies the lists. */
    public Lineage {
      parentStageIds = List.copyOf(parentStageIds);
      rddIds = List.copyOf(rddIds);
      persistedRddIds = List.copyOf(persistedRddIds);
    }

    private static Lineage of(StageInfo info) {
      return new Lineage(
          Facts.sorted(info.getParentStageIds()),
          Facts.sorted(info.getRdds().stream().map(rdd -> rdd.getRddId()).toList()),
          Facts.sorted(
              info.getRdds().stream()
                  .filter(rdd -> rdd.getStorageLevel() != null)
                  .map(rdd -> rdd.getRddId())
                  .toList()));
    }

    private Lineage merge(Lineage other) {
      return new Lineage(
          Facts.union(parentStageIds, other.parentStageIds),
          Facts.union(rddIds, other.rddIds),
          Facts.union(persistedRddIds, other.persistedRddIds));
    }

    private void write(StateWriter out) {
      Facts.writeInts(out, parentStageIds);
      Facts.writeInts(out, rddIds);
      Facts.writeInts(out, persistedRddIds);
    }

    private static Lineage read(StateReader in) {
      return new Lineage(Facts.readInts(in), Facts.readInts(in), Facts.readInts(in));
    }
  }

  /**
   * How far a stage attempt has come.
   *
   * @param submissionTime when it was submitted; empty for one that never was (skipped), and while
   *     it runs under Spark up to 2.2, which says so only at its end
   * @param completionTime when it completed or failed; empty while it runs
   * @param completed whether its end was seen
   * @param failure why it failed; empty when it did not
   */
  public record Lifetime(
      Optional<Instant> submissionTime,
      Optional<Instant> completionTime,
      boolean completed,
      Optional<String> failure) {
    private static final Lifetime NONE =
        new Lifetime(Optional.empty(), Optional.empty(), false, Optional.empty());

    private Lifetime submitted(Optional<Instant> time) {
      return new Lifetime(time, completionTime, completed, failure);
    }

    private Lifetime merge(Lifetime other) {
      return new Lifetime(
          Facts.least(submissionTime, other.submissionTime),
          Facts.greatest(completionTime, other.completionTime),
          completed || other.completed,
          Facts.greatest(failure, other.failure));
    }

    private void write(StateWriter out) {
      Facts.write(out, submissionTime);
      Facts.write(out, completionTime);
      out.writeBoolean(completed);
      Facts.writeText(out, failure);
    }

    private static Lifetime read(StateReader in) {
      return new Lifetime(
          Facts.readInstant(in), Facts.readInstant(in), in.readBoolean(), Facts.readText(in));
    }
  }

  /** Checks the fields. */
  public StageDescriptor {
    requireNonNull(key, "key is null");
    requireNonNull(name, "name is null");
    requireNonNull(lineage, "lineage is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(accumulables, "accumulables is null");
  }

  static StageDescriptor of(StageInfo info) {
    return new StageDescriptor(
        new StageKey(info.getStageId(), info.getStageAttempt()),
        Facts.cut(info.getName(), NAME_LIMIT),
        Math.max(0, info.getNumTasks()),
        Lineage.of(info),
        info.getResourceProfileId(),
        Lifetime.NONE,
        OptionalLong.empty(),
        AccumulatorValues.NONE);
  }

  StageDescriptor submitted(Optional<Instant> time, OptionalLong sqlExecution) {
    return with(progress.submitted(time), sqlExecution, accumulables);
  }

  StageDescriptor completed(
      Optional<Instant> submission,
      Instant completion,
      Optional<String> why,
      AccumulatorValues values) {
    return with(
        new Lifetime(submission, Optional.of(completion), true, why), sqlExecutionId, values);
  }

  private StageDescriptor with(
      Lifetime newProgress, OptionalLong sqlExecution, AccumulatorValues values) {
    return new StageDescriptor(
        key, name, numTasks, lineage, resourceProfileId, newProgress, sqlExecution, values);
  }

  StageDescriptor merge(StageDescriptor other) {
    return new StageDescriptor(
        key,
        Facts.greatest(name, other.name),
        Math.max(numTasks, other.numTasks),
        lineage.merge(other.lineage),
        Math.max(resourceProfileId, other.resourceProfileId),
        progress.merge(other.progress),
        Facts.greatest(sqlExecutionId, other.sqlExecutionId),
        accumulables.merge(other.accumulables));
  }

  /** Stages it reads from, ascending. */
  public List<Integer> parentStageIds() {
    return lineage.parentStageIds;
  }

  /** RDDs it computes, ascending. */
  public List<Integer> rddIds() {
    return lineage.rddIds;
  }

  /** Of those, the ones that were marked as persisted when it was submitted. */
  public List<Integer> persistedRddIds() {
    return lineage.persistedRddIds;
  }

  /** When it was submitted; empty when that is not known. */
  public Optional<Instant> submissionTime() {
    return progress.submissionTime;
  }

  /** When it completed or failed; empty while it runs. */
  public Optional<Instant> completionTime() {
    return progress.completionTime;
  }

  /** Whether its end was seen. */
  public boolean completed() {
    return progress.completed;
  }

  /** Why it failed; empty when it did not. */
  public Optional<String> failure() {
    return progress.failure;
  }

  /** Stage. */
  public int stageId() {
    return key.stageId();
  }

  /** Attempt, from 0. */
  public int stageAttempt() {
    return key.stageAttempt();
  }

  /** Whether it completed without failure. */
  public boolean succeeded() {
    return completed() && failure().isEmpty();
  }

  /** From submission to completion, milliseconds; empty while one of them is unknown. */
  public OptionalLong wallMs() {
    if (submissionTime().isEmpty() || completionTime().isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Math.max(0, completionTime().get().toEpochMilli() - submissionTime().get().toEpochMilli()));
  }

  /** In version 2 the long call site stood behind the short one; nobody asked for it. */
  void write(StateWriter out) {
    out.writeSigned(key.stageId()).writeSigned(key.stageAttempt()).writeString(name);
    if (out.version() == 2) {
      out.writeString("");
    }
    out.writeUnsigned(numTasks);
    lineage.write(out);
    out.writeSigned(resourceProfileId);
    progress.write(out);
    Facts.write(out, sqlExecutionId);
    accumulables.write(out);
  }

  static StageDescriptor read(StateReader in) {
    StageKey key = new StageKey(in.readInt(), in.readInt());
    String name = in.readString();
    if (in.version() == 2) {
      in.readNullableString();
    }
    return new StageDescriptor(
        key,
        name,
        in.readCount(),
        Lineage.read(in),
        in.readInt(),
        Lifetime.read(in),
        Facts.readNumber(in),
        AccumulatorValues.read(in));
  }
}
