package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.DriverMemoryAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Results sent to the driver against spark.driver.maxResultSize. A job that Spark gave up tells the
 * size in its failure only, since the tasks that are killed with it have no metrics.
 */
public final class DriverResultSizeRule implements Rule {
  static final String ID = "driver-result-size";
  private static final String PROPERTY = "spark.driver.maxResultSize";
  private static final Pattern FAILURE =
      Pattern.compile(
          "serialized results of (\\d+) tasks? \\(([\\d.]+) ([KMGTPE]?)(?:i?B|ytes)\\) is bigger"
              + " than (?:local )?(?:spark\\.driver\\.)?maxResultSize");

  /**
   * What was sent, or would have been.
   *
   * @param bytes seen, and where Spark gave up scaled to all tasks of the stage
   * @param label the stage in words
   * @param stageId the stage, where it is known
   * @param failed whether Spark gave up on it
   * @param tasks tasks that it rests on
   */
  private record Results(
      double bytes, String label, OptionalInt stageId, boolean failed, long tasks) {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    long limit = context.settings().bytes(PROPERTY).orElse(0);
    if (limit == 0) {
      return Verdict.silent("the size of results is not limited");
    }
    Optional<Results> failed = failure(context, limit);
    if (failed.isPresent()) {
      return new Verdict.Advises(advice(context, failed.get(), limit));
    }
    Results largest = largest(context);
    double use = largest.bytes() / limit;
    if (use <= context.table().number("driver-result-size.near-limit-share")) {
      return Verdict.silent(
          "the largest results of a stage took " + Amounts.percent(use) + " of what is allowed");
    }
    return new Verdict.Advises(advice(context, largest, limit));
  }

  private static Results largest(RuleContext context) {
    Results largest = new Results(0, "", OptionalInt.empty(), false, 0);
    for (StageFacts stage : context.facts().stages()) {
      long bytes = stage.sum(TaskMetric.RESULT_SIZE_BYTES);
      if (bytes > largest.bytes()) {
        largest =
            new Results(bytes, stage.label(), OptionalInt.of(stage.id()), false, stage.tasks());
      }
    }
    return largest;
  }

  /** The largest results that Spark gave up on: as a stage says, else a job, else a task. */
  private static Optional<Results> failure(RuleContext context, long limit) {
    return ofStages(context).or(() -> ofJobs(context)).or(() -> withoutSize(context, limit));
  }

  private static Optional<Results> ofStages(RuleContext context) {
    Optional<Results> worst = Optional.empty();
    for (StageDescriptor stage : context.run().application().stages()) {
      String name = stage.name().isEmpty() ? "" : " (" + stage.name() + ")";
      worst =
          larger(
              worst,
              stage
                  .failure()
                  .flatMap(
                      failure ->
                          parse(
                              failure,
                              "stage " + stage.stageId() + name,
                              OptionalInt.of(stage.stageId()),
                              stage.numTasks())));
    }
    return worst;
  }

  private static Optional<Results> ofJobs(RuleContext context) {
    Optional<Results> worst = Optional.empty();
    for (JobDescriptor job : context.run().application().jobs()) {
      String label = "job " + job.jobId();
      worst =
          larger(
              worst,
              job.failure().flatMap(failure -> parse(failure, label, OptionalInt.empty(), 0)));
    }
    return worst;
  }

  /** Spark gave up, but in words that name no size: it was more than the limit at least. */
  private static Optional<Results> withoutSize(RuleContext context, long limit) {
    Optional<Results> worst = Optional.empty();
    for (StageFacts stage : context.facts().stages()) {
      for (FailureTally tally : stage.state().failures()) {
        if (tally.cause() == FailureCause.RESULT_TOO_LARGE) {
          OptionalInt id = OptionalInt.of(stage.id());
          worst =
              larger(
                  worst, Optional.of(new Results(limit, stage.label(), id, true, tally.count())));
        }
      }
    }
    return worst;
  }

  private static Optional<Results> larger(Optional<Results> a, Optional<Results> b) {
    return b.isEmpty() || a.isPresent() && a.get().bytes() >= b.get().bytes() ? a : b;
  }

  private static Optional<Results> parse(
      String failure, String label, OptionalInt stageId, int numTasks) {
    Matcher matcher = FAILURE.matcher(failure);
    if (!matcher.find()) {
      return Optional.empty();
    }
    long tasks = Math.max(1, Long.parseLong(matcher.group(1)));
    double unit =
        matcher.group(3).isEmpty() ? 1 : SparkUnits.bytes("1" + matcher.group(3), 1).orElse(1);
    double bytes = Double.parseDouble(matcher.group(2)) * unit;
    double all = bytes * Math.max(1, (double) numTasks / tasks);
    return Optional.of(new Results(all, label, stageId, true, tasks));
  }

  /**
   * What the results ask for.
   *
   * @param limitBytes largest size allowed now
   * @param neededBytes what is needed, with a margin
   * @param recommendedBytes the same in whole steps
   * @param leastBytes the results themselves in whole steps
   * @param heapBytes heap that a driver needs to take that much
   */
  private record Room(
      long limitBytes,
      double neededBytes,
      long recommendedBytes,
      long leastBytes,
      double heapBytes) {
    private static Room of(RuleTable table, Results results, long limit) {
      double largest = Math.max(limit, results.bytes());
      double needed = largest * table.number("driver-result-size.factor");
      double step = table.number("driver-result-size.step-bytes");
      long recommended = (long) (Math.ceil(needed / step) * step);
      return new Room(
          limit,
          needed,
          recommended,
          (long) (Math.ceil(largest / step) * step),
          recommended * table.number("driver-result-size.heap-factor"));
    }
  }

  private static List<Advice> advice(RuleContext context, Results results, long limit) {
    Room room = Room.of(context.table(), results, limit);
    if (room.heapBytes() > context.table().number("memory.max-heap-bytes")) {
      return List.of(write(context, results, limit));
    }
    List<Advice> advice = new ArrayList<>();
    advice.add(allow(context, results, room));
    DriverMemoryAdvice memory = new DriverMemoryAdvice(context);
    if (room.heapBytes() > memory.heapBytes()) {
      advice.add(heap(context, results, room, memory));
    }
    return OneChange.of(advice);
  }

  private static Advice allow(RuleContext context, Results results, Room room) {
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                PROPERTY,
                room.limitBytes(),
                room.recommendedBytes(),
                Math.min(room.recommendedBytes(), room.leastBytes()),
                room.recommendedBytes() * 2,
                Math.round(room.neededBytes()),
                ExplicitValue.of(context.settings(), PROPERTY)));
    return base(context, Advice.change(Category.RELIABILITY, setting), results, room.limitBytes())
        .summary(
            setting.recommended()
                + " of results: "
                + what(results)
                + ", and the driver takes "
                + Amounts.bytes(room.limitBytes())
                + "; better still, write them instead of collecting them.")
        .doubt(
            "If the results grow with the input, no limit is high enough for long, and a driver"
                + " that collects them becomes the bottleneck.")
        .build();
  }

  private static Advice heap(
      RuleContext context, Results results, Room room, DriverMemoryAdvice memory) {
    SettingChange heap = memory.up(room.heapBytes());
    double factor = context.table().number("driver-result-size.heap-factor");
    return base(context, Advice.change(Category.MEMORY, heap), results, room.limitBytes())
        .context("driverHeapBytes", "value", memory.heapBytes(), "bytes")
        .summary(
            heap.recommended()
                + " for the driver, "
                + Amounts.ratio(factor)
                + " times the results that it is to take: "
                + what(results)
                + ".")
        .doubt(
            "How large results are once they are unpacked depends on their types, so it may"
                + " take more or less; in client mode the setting has to be given to"
                + " spark-submit.")
        .build();
  }

  private static Advice write(RuleContext context, Results results, long limit) {
    return base(context, Advice.withoutSetting(Category.CODE), results, limit)
        .summary(
            what(results)
                + ", more than a driver can hold: write the results instead of collecting them, or"
                + " collect less.")
        .doubt(
            "Where Spark gave up before all tasks had ended, their whole size is estimated from"
                + " those that had.")
        .build();
  }

  private static String what(Results results) {
    return results.failed()
        ? results.label()
            + " failed because its results come to about "
            + Amounts.bytes(results.bytes())
        : results.label() + " sent " + Amounts.bytes(results.bytes()) + " to the driver";
  }

  private static Advice.Builder base(
      RuleContext context, Advice.Builder advice, Results results, long limit) {
    results.stageId().ifPresent(advice::stage);
    if (results.failed()) {
      advice.evidence("resultSizeBytes", "estimate", results.bytes(), limit, "bytes");
    } else {
      advice.evidence(
          "resultSizeBytes",
          "share",
          results.bytes() / limit,
          context.table().number("driver-result-size.near-limit-share"),
          "share");
    }
    return advice
        .severity(results.failed() ? Severity.CRITICAL : Severity.MODERATE)
        .tasks(results.tasks())
        .context("failedJobs", "count", context.facts().failedJobs(), "count");
  }
}
