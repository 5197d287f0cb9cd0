package io.attune.advisor.testing;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.CacheUse;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.ResourceProfile;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlMetric;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.application.StreamingQueryState;
import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.BusySlots;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.HostTally;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.LogHistogram;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.PeakValues;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * What stored state says, as text with a line for each fact: to be compared with what it said when
 * it was stored. Everything that can be asked of it is asked.
 */
public final class StateTexts {
  private static final double[] SHARES = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

  private final StringBuilder text = new StringBuilder();

  private StateTexts() {}

  /** Statistics of a stage attempt. */
  public static String of(StageState stage) {
    StateTexts texts = new StateTexts();
    texts.line("stage", stage.stageId(), stage.stageAttempt());
    texts.line("succeeded", stage.tasksSucceeded(), stage.distinctTasksSucceeded());
    texts.line("failed", stage.tasksFailed(), stage.failedDurationMs());
    texts.line("killed", stage.tasksKilled(), stage.killedDurationMs());
    texts.line("resubmitted", stage.tasksResubmitted());
    texts.line("speculative", stage.speculativeTasks());
    texts.line("anomalies", stage.anomalies());
    texts.line("span", stage.firstLaunch(), stage.lastFinish());
    for (TaskMetric metric : TaskMetric.values()) {
      texts.line(metric, stage.sum(metric), stage.max(metric));
    }
    texts.histogram("duration", stage.durationMs());
    texts.histogram("input", stage.inputBytes());
    texts.histogram("shuffle read", stage.shuffleReadBytes());
    texts.histogram("expansion", stage.expansionPermille());
    texts.line("correlation", stage.durationBytesCorrelation());
    stage.durationByBytes().ifPresent(line -> texts.line("line", line.slope(), line.error()));
    stage.longestTasks().forEach(texts::task);
    stage.failures().forEach(texts::failure);
    for (FailureCause cause : FailureCause.values()) {
      texts.line("failures", cause, stage.failures(cause));
    }
    for (HostTally host : stage.hosts()) {
      texts.line("host", host.host(), host.count());
    }
    texts.peaks("peak", stage.peaks());
    texts.busy(stage.busySlots());
    return texts.text.toString();
  }

  /** Nothing where it was not kept: texts of what earlier builds stored have no line of it. */
  private void busy(BusySlots slots) {
    if (slots.attempts() == 0) {
      return;
    }
    line("busy", slots.attempts(), slots.size(), slots.widthMs(), slots.startMs(0));
    long[] busyMs = slots.busyMs();
    for (int i = 0; i < slots.size(); i++) {
      line("bucket", busyMs[i], slots.failures(i), slots.spills(i));
    }
  }

  private void histogram(String name, LogHistogram values) {
    line(name, values.count(), values.sum(), values.min(), values.max());
    for (double share : SHARES) {
      line(name, "quantile", share, values.quantile(share));
    }
  }

  private void task(LargeTask task) {
    line("long task", task.taskId(), task.taskIndex(), task.attempt().number(), task.host());
    LargeTask.Times times = task.times();
    line("  ", task.launchTime(), times.durationMs(), times.executorRunMs(), times.jvmGcMs());
    line("  ", task.input().bytes(), task.input().records());
    line("  ", task.shuffle().bytes(), task.shuffle().records());
  }

  private void failure(FailureTally failure) {
    line("failure", failure.cause(), failure.host(), failure.errorClass(), failure.count());
    line("  message", failure.message());
  }

  private void peaks(String name, PeakValues peaks) {
    for (PeakMetric metric : PeakMetric.values()) {
      peaks.get(metric).ifPresent(value -> line(name, metric, value));
    }
  }

  /** Facts about an application: what is stored, and not what is concluded from it. */
  public static String of(ApplicationState application) {
    StateTexts texts = new StateTexts();
    texts.line("application", application.applicationId(), application.name());
    texts.record("context", application.context());
    texts.line("time", application.start(), application.lastEventTime());
    texts.line("exit code", application.exitCode());
    new TreeMap<>(application.properties())
        .forEach((key, value) -> texts.line("property", key, value));
    texts.record("report", application.agentReport());
    application.driver().filter(driver -> !application.isLocal()).ifPresent(texts::executor);
    application.executors().forEach(texts::executor);
    application.resourceProfiles().values().forEach(texts::profile);
    application.jobs().forEach(texts::job);
    application.stages().forEach(texts::stage);
    texts.line("folded stages", application.foldedStages(), application.foldedStageWallMs());
    application.sqlExecutions().forEach(texts::execution);
    application.rdds().values().forEach(texts::rdd);
    application.caches().forEach(texts::cache);
    application.streamingQueries().forEach(texts::stream);
    return texts.text.toString();
  }

  private void stream(StreamingQueryState query) {
    line("streaming query", query.queryId(), query.name(), query.runs(), query.started());
    line("  from", query.source(), query.sink(), query.batches(), query.hasFailed());
    query.recent().forEach(batch -> line("  batch", batch));
    query.overall().forEach(batch -> line("  period", batch));
  }

  /** A stage attempt of an application. */
  public static String of(StageDescriptor stage) {
    StateTexts texts = new StateTexts();
    texts.stage(stage);
    return texts.text.toString();
  }

  private void profile(ResourceProfile profile) {
    line("profile", profile.resourceProfileId(), profile.executorCores(), profile.taskCpus());
    line("  memory", profile.heapBytes(), profile.overheadBytes());
    line("  memory", profile.offHeapBytes(), profile.pysparkBytes());
  }

  private void executor(ExecutorState executor) {
    line("executor", executor.executorId(), executor.host(), executor.cores());
    line("  profile", executor.resourceProfileId());
    line("  time", executor.requested(), executor.added(), executor.removed());
    line("  removal", executor.removalReason());
    line("  memory", executor.unifiedMemoryBytes());
    peaks("  peak", executor.peaks());
  }

  private void job(JobDescriptor job) {
    line("job", job.jobId(), job.submissionTime(), job.completionTime());
    line("  outcome", job.succeeded(), job.failure());
    line("  stages", job.stageIds(), job.sqlExecutionId());
    line("  text", job.description(), job.jobGroup(), job.callSite());
    if (!job.context().isEmpty()) {
      line("  context", job.context());
    }
    new TreeMap<>(job.properties()).forEach((key, value) -> line("  property", key, value));
  }

  private void stage(StageDescriptor stage) {
    line("stage", stage.key(), stage.name());
    line("  tasks", stage.numTasks(), stage.resourceProfileId());
    line("  parents", stage.parentStageIds());
    line("  rdds", stage.rddIds(), stage.persistedRddIds());
    line("  time", stage.submissionTime(), stage.completionTime());
    line("  outcome", stage.completed(), stage.failure(), stage.sqlExecutionId());
    stage.accumulables().forEach((id, value) -> line("  accumulator", id, value));
  }

  private void execution(SqlExecution execution) {
    line("execution", execution.executionId(), execution.rootExecutionId());
    line("  text", execution.description());
    line("  time", execution.start(), execution.end(), execution.error());
    new TreeMap<>(execution.modifiedConfigs()).forEach((key, value) -> line("  set", key, value));
    for (SqlNode node : execution.nodes()) {
      line("  node", node.index(), node.parentIndex(), node.name(), node.description());
      line("    metadata", new TreeMap<>(node.metadata()), node.cutHash());
      for (SqlMetric metric : node.metrics()) {
        line("    metric", metric.name(), metric.accumulatorId(), metric.value());
      }
    }
  }

  private void rdd(RddDescriptor rdd) {
    line("rdd", rdd.rddId(), rdd.name(), rdd.operatorName());
    line("  site", rdd.callSite(), rdd.parentRddIds());
    line("  storage", rdd.storageLevel(), rdd.numPartitions());
  }

  private void cache(int rddId, CacheUse cache) {
    line("cache", rddId, cache.partitionsStored(), cache.partitionsDropped());
    line("  size", cache.bytes(), cache.onDisk());
  }

  /** What is remembered of a workload's runs. */
  public static String of(WorkloadHistory history) {
    StateTexts texts = new StateTexts();
    history.runs().forEach(texts::run);
    history.tried().forEach(texts::tried);
    history
        .units()
        .forEach(
            (name, unit) -> texts.text.append("unit ").append(name).append('\n').append(of(unit)));
    return texts.text.toString();
  }

  private void run(RunSummary run) {
    line("run", run.applicationId(), run.started(), run.sparkVersion(), run.succeeded());
    line("  time", run.durationMs(), run.spanMs(), run.predictedSpanMs());
    line("  lifetimes", run.coreMs(), run.gibMs());
    line("  cost", run.cost(), run.costUnit());
    line("  input", run.inputBytes(), run.inputRecords(), run.shuffleRecords());
    line("  tasks", run.executorRunTimeMs(), run.jvmGcTimeMs(), run.memoryBytesSpilled());
    line("  heap", run.executorHeapBytes(), run.peakHeapBytes(), run.censored());
    line("  failures", run.failures(), run.memoryFailures());
    line("  completeness", run.completeness(), run.slots());
    line("  settings", run.settings());
    run.recommended().forEach(this::advice);
    line("  observed", run.observed());
  }

  private void advice(PastAdvice advice) {
    line("  advised", advice.property(), advice.ruleId(), advice.etag(), advice.unit());
    line("    from", advice.previous(), "to", advice.recommended());
    line("    within", advice.lowerBound(), advice.upperBound(), advice.reliability());
    record("    expected", Optional.of(advice.expected()));
  }

  private void tried(TriedValue tried) {
    TriedValue.Setting setting = tried.setting();
    TriedValue.Consequence effect = tried.effect();
    line("tried", tried.applicationId(), tried.started(), setting.property(), setting.ruleId());
    line("  state", tried.state(), effect.outOfMemory());
    line("  from", setting.previous(), "to", setting.applied(), setting.unit());
    line("  input", tried.run().input(), tried.run().sparkVersion());
    TriedValue.OnTime time = effect.time();
    line("  shares", time.share(), effect.costShare(), time.thresholdShare());
    line("  span", time.beforeMs(), time.spanMs());
  }

  /** What is published for a workload. */
  public static String of(AdviceLedger ledger) {
    StateTexts texts = new StateTexts();
    ledger
        .published()
        .forEach(
            (key, advice) -> {
              texts.line("published", key);
              texts.record("  ", Optional.of(advice));
            });
    return texts.text.toString();
  }

  /** Fields of a contract's record that are set: one that is added to it later is not. */
  private void record(String name, Optional<? extends IndexedRecord> record) {
    record.ifPresent(
        known -> {
          for (Schema.Field field : known.getSchema().getFields()) {
            Object value = known.get(field.pos());
            if (value instanceof IndexedRecord inner) {
              record(name + "." + field.name(), Optional.of(inner));
            } else if (value instanceof List<?> list && !list.isEmpty()) {
              list(name + "." + field.name(), list);
            } else if (value != null) {
              line(name + "." + field.name(), value);
            }
          }
        });
  }

  private void list(String name, List<?> values) {
    for (Object value : values) {
      if (value instanceof IndexedRecord inner) {
        record(name, Optional.of(inner));
      } else {
        line(name, value);
      }
    }
  }

  /** A record of a contract. */
  public static String of(IndexedRecord record) {
    StateTexts texts = new StateTexts();
    texts.record(record.getSchema().getName(), Optional.of(record));
    return texts.text.toString();
  }

  private void line(Object name, Object... values) {
    text.append(name);
    IntStream.range(0, values.length)
        .forEach(i -> text.append(i == 0 ? ": " : " | ").append(values[i]));
    text.append('\n');
  }
}
