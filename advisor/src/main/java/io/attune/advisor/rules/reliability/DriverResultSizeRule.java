package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
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

  private static Optional<Results> failure(RuleContext context, long limit) {
    Optional<Results> worst = Optional.empty();
    for (StageDescriptor stage : context.run().application().stages()) {
      if (stage.failure().isPresent()) {
        String label =
            "stage " + stage.stageId() + (stage.name().isEmpty() ? "" : " (" + stage.name() + ")");
        worst =
            larger(
                worst,
                parse(
                    stage.failure().get(),
                    label,
                    OptionalInt.of(stage.stageId()),
                    stage.numTasks()));
      }
    }
    if (worst.isEmpty()) {
      for (JobDescriptor job : context.run().application().jobs()) {
        if (job.failure().isPresent()) {
          String label = "job " + job.jobId();
          worst = larger(worst, parse(job.failure().get(), label, OptionalInt.empty(), 0));
        }
      }
    }
    if (worst.isEmpty() && context.facts().failures(FailureCause.RESULT_TOO_LARGE) > 0) {
      // Spark gave up, but in words that tell no size: it was more than the limit at least.
      for (StageFacts stage : context.facts().stages()) {
        for (FailureTally tally : stage.state().failures()) {
          if (tally.cause() == FailureCause.RESULT_TOO_LARGE) {
            worst =
                larger(
                    worst,
                    Optional.of(
                        new Results(
                            limit,
                            stage.label(),
                            OptionalInt.of(stage.id()),
                            true,
                            tally.count())));
          }
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

  private static List<Advice> advice(RuleContext context, Results results, long limit) {
    RuleTable table = context.table();
    double needed = Math.max(limit, results.bytes()) * table.number("driver-result-size.factor");
    double step = table.number("driver-result-size.step-bytes");
    long recommended = (long) (Math.ceil(needed / step) * step);
    double heapNeeded = recommended * table.number("driver-result-size.heap-factor");
    List<Advice> advice = new ArrayList<>();
    if (heapNeeded > table.number("memory.max-heap-bytes")) {
      advice.add(write(context, results, limit));
      return advice;
    }
    long least = (long) (Math.ceil(Math.max(limit, results.bytes()) / step) * step);
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                PROPERTY,
                limit,
                recommended,
                Math.min(recommended, least),
                recommended * 2,
                Math.round(needed),
                ExplicitValue.of(context.settings(), PROPERTY)));
    advice.add(
        base(context, Advice.change(Category.RELIABILITY, setting), results, limit)
            .summary(
                setting.recommended()
                    + " of results: "
                    + what(results)
                    + ", and the driver takes "
                    + Amounts.bytes(limit)
                    + "; better still, write them instead of collecting them.")
            .doubt(
                "If the results grow with the input, no limit is high enough for long, and a driver"
                    + " that collects them becomes the bottleneck.")
            .build());
    DriverMemoryAdvice memory = new DriverMemoryAdvice(context);
    if (heapNeeded > memory.heapBytes()) {
      SettingChange heap = memory.up(heapNeeded);
      advice.add(
          base(context, Advice.change(Category.MEMORY, heap), results, limit)
              .context("driverHeapBytes", "value", memory.heapBytes(), "bytes")
              .summary(
                  heap.recommended()
                      + " for the driver, "
                      + Amounts.ratio(table.number("driver-result-size.heap-factor"))
                      + " times the results that it is to take: "
                      + what(results)
                      + ".")
              .doubt(
                  "How large results are once they are unpacked depends on their types, so it may"
                      + " take more or less; in client mode the setting has to be given to"
                      + " spark-submit.")
              .build());
    }
    return advice;
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
