package io.attune.advisor.rules.code;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.PythonWork;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Functions in Python: rows that cost more on the way to Python and back than in the function, and
 * batches of rows that fill the memory of the workers.
 */
public final class PythonFunctionsRule implements Rule {
  static final String ID = "python-functions";
  private static final String ARROW = "spark.sql.execution.pythonUDF.arrow.enabled";
  private static final String BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<PythonWork> work = PythonWork.of(context);
    if (work.isEmpty()) {
      return Verdict.silent("no query sent rows to Python");
    }
    List<Advice> advice = new ArrayList<>();
    work.stream()
        .filter(PythonWork::isPickled)
        .filter(one -> isMostlyTransport(context, one))
        .findFirst()
        .flatMap(one -> transport(context, one))
        .ifPresent(advice::add);
    work.stream()
        .filter(one -> !one.isPickled())
        .flatMap(one -> batches(context, one).stream())
        .findFirst()
        .ifPresent(advice::add);
    return Verdict.of(
        advice, "the functions in Python take the time, or little of it, and not the way to them");
  }

  private static boolean isMostlyTransport(RuleContext context, PythonWork work) {
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    return work.rows() >= table.number("python-functions.min-rows")
        && work.share() >= table.number("python-functions.min-share")
        && work.microsPerRow() * 1_000 <= table.number("python-functions.max-row-ns")
        && relevance.ofTaskTime(work.workerMs())
        && relevance.ofWallTime(Math.round(work.stage().wallMs() * work.share()));
  }

  /** Rows go as Arrow records where the version can; else only another function can. */
  private static Optional<Advice> transport(RuleContext context, PythonWork work) {
    Optional<Boolean> arrow = work.stage().settings().flag(ARROW);
    boolean known = context.settings().isSparkAtLeast(3, 4) && arrow.isPresent();
    if (known && arrow.get()) {
      // On, and still pickled: the function asks for it, or its types need it.
      return Optional.empty();
    }
    Advice.Builder advice =
        known
            ? Advice.change(
                Category.CODE,
                SettingChange.flag(
                    ARROW, false, true, ExplicitValue.of(work.stage().settings(), ARROW)))
            : Advice.withoutSetting(Category.CODE);
    if (!work.measured()) {
      advice.condition(
          "time-estimated",
          "This version of Spark does not tell how long Python workers ran; it is taken from the"
              + " time in which the tasks did nothing themselves.");
    }
    RuleTable table = context.table();
    return Optional.of(
        advice
            .severity(Severity.MODERATE)
            .stage(work.stage().id())
            .sqlExecution(work.stage().sqlExecutionId())
            .tasks(work.stage().tasks())
            .weightMs(Math.round(work.stage().wallMs() * work.share()))
            .evidence(
                "pythonTime",
                "share",
                work.share(),
                table.number("python-functions.min-share"),
                "share")
            .evidence(
                "pythonRows",
                "sum",
                work.rows(),
                table.number("python-functions.min-rows"),
                "count")
            .context("pythonMsPerThousandRows", "mean", work.microsPerRow(), "ms")
            .context("dataSentToPythonBytes", "sum", work.sentBytes(), "bytes")
            .timeSavingAtMost(Math.round(work.stage().wallMs() * work.share()))
            .summary(summary(work, known))
            .doubt(
                "Workers need pyarrow and pandas for it, results of another type than declared come"
                    + " out differently with Arrow, and a function that takes long itself is not"
                    + " made faster.")
            .build());
  }

  private static String summary(PythonWork work, boolean known) {
    return (known ? "Arrow for functions in Python: " : "")
        + (work.measured() ? "" : "up to ")
        + Amounts.percent(work.share())
        + " of "
        + Amounts.duration(work.stage().wallMs())
        + " in "
        + work.stage().label()
        + " is "
        + Amounts.count(work.rows())
        + " rows that are pickled one by one for a function in Python and back"
        + (known
            ? "; Arrow carries them in batches, and built-in functions or a pandas UDF"
                + " save the rest."
            : ": use built-in functions, or a vectorised one (pandas_udf), which takes"
                + " batches of rows.");
  }

  /** Fewer rows in a batch, where batches are large and the memory of the workers ran short. */
  private static Optional<Advice> batches(RuleContext context, PythonWork work) {
    RuleTable table = context.table();
    OptionalLong now = work.stage().settings().number(BATCH);
    if (now.isEmpty() || now.getAsLong() <= 0 || !isShortOfMemory(context)) {
      return Optional.empty();
    }
    double rowsInTask = (double) work.rows() / Math.max(1, work.stage().tasks());
    double batchBytes = work.bytesPerRow() * Math.min(now.getAsLong(), rowsInTask);
    if (batchBytes < table.number("python-functions.max-batch-bytes")) {
      return Optional.empty();
    }
    long rows =
        Math.max(
            1,
            Math.round(table.number("python-functions.target-batch-bytes") / work.bytesPerRow()));
    SettingChange setting =
        context.steady(
            SettingChange.count(
                BATCH,
                now.getAsLong(),
                rows,
                1,
                Math.max(rows, now.getAsLong() / 2),
                rows,
                ExplicitValue.of(work.stage().settings(), BATCH)));
    return Optional.of(
        Advice.change(Category.MEMORY, setting)
            .severity(Severity.HIGH)
            .stage(work.stage().id())
            .sqlExecution(work.stage().sqlExecutionId())
            .tasks(work.stage().tasks())
            .weightMs(work.stage().wallMs())
            .evidence(
                "arrowBatchBytes",
                "mean",
                batchBytes,
                table.number("python-functions.max-batch-bytes"),
                "bytes")
            .context("bytesPerRow", "mean", work.bytesPerRow(), "bytes")
            .context("pythonRssMemoryBytes", "max", pythonRss(context).orElse(0), "bytes")
            .summary(summary(context, work, setting, batchBytes))
            .doubt(
                "If one row alone is too large, or the function collects rows itself, smaller"
                    + " batches do not help.")
            .build());
  }

  private static String summary(
      RuleContext context, PythonWork work, SettingChange setting, double batchBytes) {
    long now = work.stage().settings().number(BATCH).orElse(0);
    return setting.recommended()
        + " rows in a batch for Python instead of "
        + Amounts.count(now)
        + ": a row of "
        + work.stage().label()
        + " has "
        + Amounts.bytes(work.bytesPerRow())
        + ", so a batch has "
        + Amounts.bytes(batchBytes)
        + ", of which each worker holds several copies, and "
        + shortage(context)
        + ".";
  }

  private static boolean wasKilled(RuleContext context) {
    return context.facts().failures(FailureCause.CONTAINER_KILL) > 0
        || context.facts().faults().containsKey(RemovalCause.CONTAINER_KILL);
  }

  private static boolean isShortOfMemory(RuleContext context) {
    return wasKilled(context)
        || pythonRss(context).orElse(0)
            >= context.table().number("python-functions.rss-share")
                * context.facts().cluster().overheadBytes();
  }

  private static String shortage(RuleContext context) {
    return wasKilled(context)
        ? "an executor was killed at its memory limit"
        : "the workers of one executor took "
            + Amounts.bytes(pythonRss(context).orElse(0))
            + " of the "
            + Amounts.bytes(context.facts().cluster().overheadBytes())
            + " beside the heap";
  }

  /** Highest resident memory of the workers of one executor; empty when none was reported. */
  private static OptionalLong pythonRss(RuleContext context) {
    return context.run().application().executors().stream()
        .map(ExecutorState::peaks)
        .map(peaks -> peaks.get(PeakMetric.PROCESS_TREE_PYTHON_RSS_MEMORY_BYTES))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .max();
  }
}
