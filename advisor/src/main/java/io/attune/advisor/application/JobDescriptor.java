package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What is known about a job.
 *
 * @param jobId job
 * @param submissionTime submission; empty when only its end was seen
 * @param completionTime end; empty while it runs
 * @param succeeded whether it succeeded; empty while it runs
 * @param failure why it did not
 * @param stageIds its stages, those that were skipped included, ascending
 * @param sqlExecutionId SQL execution it belongs to
 * @param description description; empty when it has none
 * @param jobGroup job group; empty when it has none
 * @param callSite short call site; empty when unknown
 * @param properties settings of the session as set for this job
 */
public record JobDescriptor(
    int jobId,
    Optional<Instant> submissionTime,
    Optional<Instant> completionTime,
    Optional<Boolean> succeeded,
    Optional<String> failure,
    List<Integer> stageIds,
    OptionalLong sqlExecutionId,
    String description,
    String jobGroup,
    String callSite,
    Map<String, String> properties) {
  /** Spark's DAGScheduler: "Job 3 cancelled", "Job 3 cancelled part of cancelled job group g". */
  private static final Pattern CANCELLED = Pattern.compile("\\bJob \\d+ cancelled\\b");

  /** Checks the fields. */
  public JobDescriptor {
    stageIds = List.copyOf(stageIds);
    requireNonNull(description, "description is null");
    requireNonNull(jobGroup, "jobGroup is null");
    requireNonNull(callSite, "callSite is null");
    requireNonNull(properties, "properties is null");
  }

  /** Whether its end was seen. */
  public boolean ended() {
    return succeeded.isPresent() || completionTime.isPresent();
  }

  /** Whether somebody cancelled it, or the application was over before it: no failure. */
  public boolean wasCancelled() {
    return failure.map(JobDescriptor::isCancellation).orElse(false);
  }

  /** Whether words say that a job was cancelled. */
  static boolean isCancellation(String words) {
    return CANCELLED.matcher(words).find();
  }

  /** With times for those that are unknown. */
  JobDescriptor withTimes(Optional<Instant> submission, Optional<Instant> completion) {
    return new JobDescriptor(
        jobId,
        submissionTime.or(() -> submission),
        completionTime.or(() -> completion),
        succeeded,
        failure,
        stageIds,
        sqlExecutionId,
        description,
        jobGroup,
        callSite,
        properties);
  }

  static JobDescriptor of(JobStarted event) {
    return new JobDescriptor(
        event.getJobId(),
        Facts.known(event.getSubmissionTime()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Facts.sorted(event.getStages().stream().map(stage -> stage.getStageId()).toList()),
        Facts.optional(event.getSqlExecutionId()),
        Facts.cut(event.getDescription(), 256),
        Facts.cut(event.getJobGroup(), 256),
        Facts.cut(event.getCallSite(), 256),
        Facts.immutable(event.getSparkProperties()));
  }

  static JobDescriptor of(JobEnded event) {
    return new JobDescriptor(
        event.getJobId(),
        Optional.empty(),
        Facts.known(event.getCompletionTime()),
        Optional.of(event.getSucceeded()),
        Optional.ofNullable(event.getFailure()),
        List.of(),
        OptionalLong.empty(),
        "",
        "",
        "",
        Map.of());
  }

  JobDescriptor merge(JobDescriptor other) {
    return new JobDescriptor(
        jobId,
        Facts.least(submissionTime, other.submissionTime),
        Facts.greatest(completionTime, other.completionTime),
        Facts.least(succeeded, other.succeeded),
        Facts.greatest(failure, other.failure),
        Facts.union(stageIds, other.stageIds),
        Facts.greatest(sqlExecutionId, other.sqlExecutionId),
        Facts.greatest(description, other.description),
        Facts.greatest(jobGroup, other.jobGroup),
        Facts.greatest(callSite, other.callSite),
        Facts.union(properties, other.properties));
  }

  void write(StateWriter out) {
    out.writeSigned(jobId);
    Facts.write(out, submissionTime);
    Facts.write(out, completionTime);
    out.writeByte(succeeded.isEmpty() ? 0 : succeeded.get() ? 2 : 1);
    Facts.writeText(out, failure);
    Facts.writeInts(out, stageIds);
    Facts.write(out, sqlExecutionId);
    out.writeString(description).writeString(jobGroup).writeString(callSite);
    Facts.write(out, properties);
  }

  static JobDescriptor read(StateReader in) {
    int jobId = in.readInt();
    Optional<Instant> submission = Facts.readInstant(in);
    Optional<Instant> completion = Facts.readInstant(in);
    int outcome = in.readByte();
    return new JobDescriptor(
        jobId,
        submission,
        completion,
        outcome == 0 ? Optional.empty() : Optional.of(outcome == 2),
        Facts.readText(in),
        Facts.readInts(in),
        Facts.readNumber(in),
        in.readString(),
        in.readString(),
        in.readString(),
        Facts.readMap(in));
  }
}
