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
 * @param details long call site; empty when unknown
 * @param numTasks tasks of this attempt; 0 while unknown
 * @param parentStageIds stages it reads from, ascending
 * @param rddIds RDDs it computes, ascending
 * @param persistedRddIds of those, the ones that were marked as persisted when it was submitted
 * @param resourceProfileId resource profile
 * @param submissionTime when it was submitted; empty for one that never was (skipped), and while it
 *     runs under Spark up to 2.2, which says so only at its end
 * @param completionTime when it completed or failed; empty while it runs
 * @param completed whether its end was seen
 * @param failure why it failed; empty when it did not
 * @param sqlExecutionId SQL execution that the stage itself names
 * @param accumulables SQL metrics and user accumulators at its end
 */
public record StageDescriptor(
    StageKey key,
    String name,
    String details,
    int numTasks,
    List<Integer> parentStageIds,
    List<Integer> rddIds,
    List<Integer> persistedRddIds,
    int resourceProfileId,
    Optional<Instant> submissionTime,
    Optional<Instant> completionTime,
    boolean completed,
    Optional<String> failure,
    OptionalLong sqlExecutionId,
    AccumulatorValues accumulables) {
  private static final int DETAILS_LIMIT = 512;

  /** Checks the fields. */
  public StageDescriptor {
    requireNonNull(key, "key is null");
    requireNonNull(name, "name is null");
    requireNonNull(details, "details is null");
    requireNonNull(accumulables, "accumulables is null");
    parentStageIds = List.copyOf(parentStageIds);
    rddIds = List.copyOf(rddIds);
    persistedRddIds = List.copyOf(persistedRddIds);
  }

  static StageDescriptor of(StageInfo info) {
    return new StageDescriptor(
        new StageKey(info.getStageId(), info.getStageAttempt()),
        Facts.cut(info.getName(), 256),
        Facts.cut(info.getDetails(), DETAILS_LIMIT),
        Math.max(0, info.getNumTasks()),
        Facts.sorted(info.getParentStageIds()),
        Facts.sorted(info.getRdds().stream().map(rdd -> rdd.getRddId()).toList()),
        Facts.sorted(
            info.getRdds().stream()
                .filter(rdd -> rdd.getStorageLevel() != null)
                .map(rdd -> rdd.getRddId())
                .toList()),
        info.getResourceProfileId(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalLong.empty(),
        AccumulatorValues.NONE);
  }

  StageDescriptor submitted(Optional<Instant> time, OptionalLong sqlExecution) {
    return new StageDescriptor(
        key,
        name,
        details,
        numTasks,
        parentStageIds,
        rddIds,
        persistedRddIds,
        resourceProfileId,
        time,
        completionTime,
        completed,
        failure,
        sqlExecution,
        accumulables);
  }

  StageDescriptor completed(
      Optional<Instant> submission,
      Instant completion,
      Optional<String> why,
      AccumulatorValues values) {
    return new StageDescriptor(
        key,
        name,
        details,
        numTasks,
        parentStageIds,
        rddIds,
        persistedRddIds,
        resourceProfileId,
        submission,
        Optional.of(completion),
        true,
        why,
        sqlExecutionId,
        values);
  }

  StageDescriptor merge(StageDescriptor other) {
    return new StageDescriptor(
        key,
        Facts.greatest(name, other.name),
        Facts.greatest(details, other.details),
        Math.max(numTasks, other.numTasks),
        Facts.union(parentStageIds, other.parentStageIds),
        Facts.union(rddIds, other.rddIds),
        Facts.union(persistedRddIds, other.persistedRddIds),
        Math.max(resourceProfileId, other.resourceProfileId),
        Facts.least(submissionTime, other.submissionTime),
        Facts.greatest(completionTime, other.completionTime),
        completed || other.completed,
        Facts.greatest(failure, other.failure),
        Facts.greatest(sqlExecutionId, other.sqlExecutionId),
        accumulables.merge(other.accumulables));
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
    return completed && failure.isEmpty();
  }

  /** From submission to completion, milliseconds; empty while one of them is unknown. */
  public OptionalLong wallMs() {
    if (submissionTime.isEmpty() || completionTime.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Math.max(0, completionTime.get().toEpochMilli() - submissionTime.get().toEpochMilli()));
  }

  void write(StateWriter out) {
    out.writeSigned(key.stageId()).writeSigned(key.stageAttempt());
    out.writeString(name).writeString(details).writeUnsigned(numTasks);
    Facts.writeInts(out, parentStageIds);
    Facts.writeInts(out, rddIds);
    Facts.writeInts(out, persistedRddIds);
    out.writeSigned(resourceProfileId);
    Facts.write(out, submissionTime);
    Facts.write(out, completionTime);
    out.writeBoolean(completed);
    Facts.writeText(out, failure);
    Facts.write(out, sqlExecutionId);
    accumulables.write(out);
  }

  static StageDescriptor read(StateReader in) {
    return new StageDescriptor(
        new StageKey(in.readInt(), in.readInt()),
        in.readString(),
        in.readString(),
        in.readCount(),
        Facts.readInts(in),
        Facts.readInts(in),
        Facts.readInts(in),
        in.readInt(),
        Facts.readInstant(in),
        Facts.readInstant(in),
        in.readBoolean(),
        Facts.readText(in),
        Facts.readNumber(in),
        AccumulatorValues.read(in));
  }
}
