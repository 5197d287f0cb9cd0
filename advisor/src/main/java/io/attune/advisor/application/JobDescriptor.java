package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.JobContext;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/**
 * What is known about a job.
 *
 * @param jobId job
 * @param submissionTime submission; empty when only its end was seen
 * @param outcome how it ended
 * @param stageIds its stages, those that were skipped included, ascending
 * @param sqlExecutionId SQL execution it belongs to
 * @param labels what it is called
 * @param properties settings of the session as set for this job
 * @param context on whose behalf it ran, by the names of the fields of {@code JobContext}
 */
public record JobDescriptor(
    int jobId,
    Optional<Instant> submissionTime,
    Ended outcome,
    List<Integer> stageIds,
    OptionalLong sqlExecutionId,
    Labels labels,
    Map<String, String> properties,
    Map<String, String> context) {
  /** Spark's DAGScheduler: "Job 3 cancelled", "Job 3 cancelled part of cancelled job group g". */
  private static final Pattern CANCELLED = Pattern.compile("\\bJob \\d+ cancelled\\b");

  /**
   * How a job ended.
   *
   * @param completionTime end; empty while it runs
   * @param succeeded whether it succeeded; empty while it runs
   * @param failure why it did not
   */
  public record Ended(
      Optional<Instant> completionTime, Optional<Boolean> succeeded, Optional<String> failure) {
    private static final Ended NONE =
        new Ended(Optional.empty(), Optional.empty(), Optional.empty());

    private Ended merge(Ended other) {
      return new Ended(
          Facts.greatest(completionTime, other.completionTime),
          Facts.least(succeeded, other.succeeded),
          Facts.greatest(failure, other.failure));
    }

    private void write(StateWriter out) {
      Facts.write(out, completionTime);
      out.writeByte(succeeded.isEmpty() ? 0 : succeeded.get() ? 2 : 1);
      Facts.writeText(out, failure);
    }

    private static Ended read(StateReader in) {
      Optional<Instant> completion = Facts.readInstant(in);
      int success = in.readByte();
      return new Ended(
          completion,
          success == 0 ? Optional.empty() : Optional.of(success == 2),
          Facts.readText(in));
    }
  }

  /**
   * What a job is called.
   *
   * @param description description; empty when it has none
   * @param jobGroup job group; empty when it has none
   * @param callSite short call site; empty when unknown
   */
  public record Labels(String description, String jobGroup, String callSite) {
    private static final int LIMIT = 256;
    private static final Labels NONE = new Labels("", "", "");

    /** Checks the fields. */
    public Labels {
      requireNonNull(description, "description is null");
      requireNonNull(jobGroup, "jobGroup is null");
      requireNonNull(callSite, "callSite is null");
    }

    private static Labels of(JobStarted event) {
      return new Labels(
          Facts.cut(event.getDescription(), LIMIT),
          Facts.cut(event.getJobGroup(), LIMIT),
          Facts.cut(event.getCallSite(), LIMIT));
    }

    private Labels merge(Labels other) {
      return new Labels(
          Facts.greatest(description, other.description),
          Facts.greatest(jobGroup, other.jobGroup),
          Facts.greatest(callSite, other.callSite));
    }

    private void write(StateWriter out) {
      out.writeString(description).writeString(jobGroup).writeString(callSite);
    }

    private static Labels read(StateReader in) {
      return new Labels(in.readString(), in.readString(), in.readString());
    }
  }

  /** Checks the fields. */
  public JobDescriptor {
    requireNonNull(outcome, "outcome is null");
    stageIds = List.copyOf(stageIds);
    requireNonNull(labels, "labels is null");
    requireNonNull(properties, "properties is null");
    requireNonNull(context, "context is null");
  }

  /** End; empty while it runs. */
  public Optional<Instant> completionTime() {
    return outcome.completionTime;
  }

  /** Whether it succeeded; empty while it runs. */
  public Optional<Boolean> succeeded() {
    return outcome.succeeded;
  }

  /** Why it did not. */
  public Optional<String> failure() {
    return outcome.failure;
  }

  /** Description; empty when it has none. */
  public String description() {
    return labels.description;
  }

  /** Job group; empty when it has none. */
  public String jobGroup() {
    return labels.jobGroup;
  }

  /** Short call site; empty when unknown. */
  public String callSite() {
    return labels.callSite;
  }

  /** Whether its end was seen. */
  public boolean ended() {
    return succeeded().isPresent() || completionTime().isPresent();
  }

  /** Whether somebody cancelled it, or the application was over before it: no failure. */
  public boolean wasCancelled() {
    return failure().map(JobDescriptor::isCancellation).orElse(false);
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
        new Ended(completionTime().or(() -> completion), succeeded(), failure()),
        stageIds,
        sqlExecutionId,
        labels,
        properties,
        context);
  }

  /** With what is known of the context. */
  JobDescriptor withContext(Map<String, String> known) {
    return new JobDescriptor(
        jobId,
        submissionTime,
        outcome,
        stageIds,
        sqlExecutionId,
        labels,
        properties,
        Facts.union(context, known));
  }

  private static Map<String, String> contextOf(JobStarted event) {
    JobContext context = event.getContext();
    if (context == null) {
      return Map.of();
    }
    Map<String, String> texts = new TreeMap<>();
    for (Schema.Field field : context.getSchema().getFields()) {
      if (context.get(field.pos()) instanceof String text) {
        texts.put(field.name(), Facts.cut(text, Labels.LIMIT));
      }
    }
    return Facts.immutable(texts);
  }

  static JobDescriptor of(JobStarted event) {
    return new JobDescriptor(
        event.getJobId(),
        Facts.known(event.getSubmissionTime()),
        Ended.NONE,
        Facts.sorted(event.getStages().stream().map(stage -> stage.getStageId()).toList()),
        Facts.optional(event.getSqlExecutionId()),
        Labels.of(event),
        Facts.immutable(event.getSparkProperties()),
        contextOf(event));
  }

  static JobDescriptor of(JobEnded event) {
    return new JobDescriptor(
        event.getJobId(),
        Optional.empty(),
        new Ended(
            Facts.known(event.getCompletionTime()),
            Optional.of(event.getSucceeded()),
            Facts.message(event.getFailure())),
        List.of(),
        OptionalLong.empty(),
        Labels.NONE,
        Map.of(),
        Map.of());
  }

  JobDescriptor merge(JobDescriptor other) {
    return new JobDescriptor(
        jobId,
        Facts.least(submissionTime, other.submissionTime),
        outcome.merge(other.outcome),
        Facts.union(stageIds, other.stageIds),
        Facts.greatest(sqlExecutionId, other.sqlExecutionId),
        labels.merge(other.labels),
        Facts.union(properties, other.properties),
        Facts.union(context, other.context));
  }

  void write(StateWriter out) {
    out.writeSigned(jobId);
    Facts.write(out, submissionTime);
    outcome.write(out);
    Facts.writeInts(out, stageIds);
    Facts.write(out, sqlExecutionId);
    labels.write(out);
    Facts.write(out, properties);
  }

  static JobDescriptor read(StateReader in) {
    return new JobDescriptor(
        in.readInt(),
        Facts.readInstant(in),
        Ended.read(in),
        Facts.readInts(in),
        Facts.readNumber(in),
        Labels.read(in),
        Facts.readMap(in),
        Map.of());
  }
}
