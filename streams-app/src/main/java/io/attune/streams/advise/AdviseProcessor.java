package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.ForecastRecords;
import io.attune.advisor.assess.OutcomeRecords;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.statistics.StageState;
import io.attune.registry.BadRecordException;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.UnreadableStateException;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.handover.AdviseInput;
import io.attune.streams.handover.DecisionNote;
import io.attune.streams.handover.FromNewerBuild;
import io.attune.streams.handover.SnapshotPart;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.CommitPace;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reassembles snapshots of runs, has the advisor assess them, and publishes changed recommendations
 * and the outcomes of earlier ones. The only writer of a workload's recommendations and outcomes. A
 * person's decision is kept with the workload and takes effect at once.
 *
 * <p>Of several runs of a workload the one that started last is published; the others go into its
 * history. When an earlier run ends late, the newest one is assessed again with the longer history,
 * so that the final result does not depend on the order of arrival.
 */
final class AdviseProcessor implements Processor<String, AdviseInput, String, AdviceOutput> {
  /** Part of a run's stages that is forgotten at once. */
  private static final int PART = 4;

  private final AttuneConfig config;
  private final Advisor advisor;
  private final AdviceBudget budget;
  private final AttuneMetrics metrics;
  private final AssessmentFailures failures;
  private final CloudEvents events;

  private ProcessorContext<String, AdviceOutput> context;
  private LiveStore<String, WorkloadMemory> workloads;
  private LiveStore<RunKey, KeptRun> runs;
  private LiveStore<StageId, StageState> stages;
  private RunExpiry expiry;

  AdviseProcessor(
      AttuneConfig config, Advisor advisor, AdviceBudget budget, AttuneMetrics metrics) {
    this.config = requireNonNull(config, "config is null");
    this.advisor = requireNonNull(advisor, "advisor is null");
    this.budget = requireNonNull(budget, "budget is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.failures = new AssessmentFailures(metrics);
    this.events = CloudEvents.of(config);
  }

  @Override
  public void init(ProcessorContext<String, AdviceOutput> processorContext) {
    context = processorContext;
    workloads = context.getStateStore(AdviseStores.WORKLOADS);
    runs = context.getStateStore(AdviseStores.RUNS);
    stages = context.getStateStore(AdviseStores.STAGES);
    expiry =
        new RunExpiry(context.getStateStore(AdviseStores.EXPIRY), workloads, runs, stages, config);
    context.schedule(
        config.get(Options.EXPIRY_INTERVAL), PunctuationType.WALL_CLOCK_TIME, expiry::run);
    CommitPace.schedule(context, config.commitInterval(), config.latestCommit());
  }

  @Override
  public void process(Record<String, AdviseInput> record) {
    try {
      take(record);
    } catch (StackOverflowError e) {
      throw new BadRecordException("The run cannot be judged: it is nested too deeply.", e);
    }
  }

  private void take(Record<String, AdviseInput> record) {
    if (record.value() instanceof DecisionNote decision) {
      decide(record.key(), decision, record.timestamp());
    } else if (record.value() instanceof SnapshotPart part) {
      take(record, part);
    } else if (record.value() instanceof FromNewerBuild newer) {
      throw unreadable(record, newer.reason());
    }
  }

  private void decide(String workload, DecisionNote decision, long timeMs) {
    WorkloadMemory memory = workloads.update(workload, id -> new WorkloadMemory());
    repeatUnconfirmed(memory, timeMs);
    Instant time = Instant.ofEpochMilli(timeMs);
    publish(
        decision.dismissed()
            ? memory.ledger().dismiss(decision.subject(), decision.until().orElse(null), time)
            : memory.ledger().undismiss(decision.subject(), time),
        memory,
        timeMs);
  }

  private void take(Record<String, AdviseInput> record, SnapshotPart part) {
    metrics.snapshotPartReceived();
    long begun = budget.now();
    RunKey key = new RunKey(record.key(), part.applicationId());
    if (part.gone()) {
      expiry.remove(key);
      return;
    }
    List<StageState> changed;
    Optional<ApplicationState> application;
    try {
      changed = part.readStages();
      application = part.readApplication();
    } catch (StateFormatException e) {
      throw unreadable(record, e);
    }
    KeptRun run = runs.update(key, id -> new KeptRun());
    run.snapshotCame(context.currentSystemTimeMs());
    changed.forEach(stage -> keep(key, run, stage));
    forgetOldest(key, run);
    expiry.enter(key, run);
    if (application.isPresent()) {
      run.application(application.get(), part.application().orElseThrow());
      WorkloadMemory memory = workloads.update(record.key(), id -> new WorkloadMemory());
      repeatUnconfirmed(memory, record.timestamp());
      judge(key, application.get(), run, memory, record.timestamp());
      budget.judged(application.get().ended(), begun);
    }
  }

  /**
   * A record of a newer build is left to an instance of that build, and this one stops. A damaged
   * record can be read by no instance and goes to the dead letters.
   */
  private RuntimeException unreadable(Record<String, ?> record, StateFormatException reason) {
    RecordMetadata where = context.recordMetadata().orElseThrow();
    return reason.isFromNewerBuild()
        ? UnreadableStateException.inRecord(
            where.topic(), where.partition(), where.offset(), record.key(), reason)
        : new BadRecordException(reason.getMessage(), reason);
  }

  /**
   * Takes the newer of two states of a stage. After a crash an older state may arrive again before
   * the events are read again; both count whole attempts, so the one with more attempts is the
   * newer.
   */
  private void keep(RunKey key, KeptRun run, StageState stage) {
    StageId id = new StageId(key.applicationId(), stage.stageId(), stage.stageAttempt());
    StageState known = stages.update(id, absent -> stage);
    if (known != stage && stage.attemptsSeen() >= known.attemptsSeen()) {
      stages.put(id, stage);
    }
    run.addStage(stage.stageId(), stage.stageAttempt());
  }

  /** As Observe does, where an application has more stages than are kept. */
  private void forgetOldest(RunKey key, KeptRun run) {
    int most = config.get(Options.APPLICATION_STAGES);
    if (run.stages().size() > most) {
      for (int left = most / PART; left > 0; left--) {
        long oldest = run.stages().pollFirst();
        stages.remove(new StageId(key.applicationId(), (int) (oldest >> 32), (int) oldest));
      }
    }
  }

  private void judge(
      RunKey key, ApplicationState application, KeptRun kept, WorkloadMemory memory, long timeMs) {
    Run run = whole(key, application, kept);
    Assessment assessment = assess(run, memory);
    memory.kept(key.applicationId(), assessment.started().toEpochMilli());
    if (assessment.ended()) {
      memory.history(advisor.remember(memory.history(), run, assessment));
      publishOutcomes(assessment, memory, timeMs);
    }
    String newest = memory.newestRun().orElseThrow();
    if (newest.equals(key.applicationId())) {
      publish(assessment, memory, timeMs);
    } else if (assessment.ended()) {
      judgeNewest(new RunKey(key.workload(), newest), memory, timeMs);
    }
  }

  private void judgeNewest(RunKey key, WorkloadMemory memory, long timeMs) {
    KeptRun kept = runs.get(key);
    Optional<ApplicationState> application =
        kept == null ? Optional.empty() : KeptRun.application(runs, key, kept);
    if (application.isEmpty()) {
      return;
    }
    Run run = whole(key, application.get(), kept);
    Assessment assessment = assess(run, memory);
    if (assessment.ended()) {
      memory.history(advisor.remember(memory.history(), run, assessment));
      publishOutcomes(assessment, memory, timeMs);
    }
    publish(assessment, memory, timeMs);
  }

  private Assessment assess(Run run, WorkloadMemory memory) {
    Assessment assessment = advisor.assess(run, memory.history());
    metrics.assessed();
    failures.report(assessment);
    return assessment;
  }

  private Run whole(RunKey key, ApplicationState application, KeptRun kept) {
    List<StageState> all = new ArrayList<>(kept.stages().size());
    for (long stage : kept.stages()) {
      StageState state =
          stages.get(new StageId(key.applicationId(), (int) (stage >> 32), (int) stage));
      if (state != null) {
        all.add(state);
      }
    }
    return new Run(application, all);
  }

  private void publish(Assessment assessment, WorkloadMemory memory, long timeMs) {
    if (assessment.ended()) {
      ForecastRecords.of(assessment)
          .ifPresent(
              forecast ->
                  context.forward(
                      new Record<>(
                          forecast.getWorkload(),
                          new AdviceOutput.Forecasted(forecast),
                          timeMs,
                          events.forecasted(forecast))));
    }
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    publish(
        memory.ledger().reconcile(assessment, assessment.ended(), assessment.eventTime(), now),
        memory,
        timeMs);
  }

  private void publish(List<AdviceLedger.TopicChange> changes, WorkloadMemory memory, long timeMs) {
    for (AdviceLedger.TopicChange change : changes) {
      memory.sent(change.key());
      if (change instanceof AdviceLedger.Publish publish) {
        forward(change.key(), publish.recommendation(), timeMs);
      } else if (change instanceof AdviceLedger.Withdraw withdraw) {
        withdraw(change.key(), withdraw.lastRecommendation(), timeMs);
      }
    }
  }

  /** Writes what came of earlier advice, each outcome once. */
  private void publishOutcomes(Assessment assessment, WorkloadMemory memory, long timeMs) {
    for (Outcome outcome : assessment.outcomes()) {
      if (memory.outcomes().isNew(outcome)) {
        forward(outcome, timeMs);
      }
    }
  }

  /** Publishes again what may have been lost in the crash before this memory was read back. */
  private void repeatUnconfirmed(WorkloadMemory memory, long timeMs) {
    for (String key : memory.takeUnconfirmed()) {
      memory.sent(key);
      Recommendation published = memory.ledger().published().get(key);
      if (published == null) {
        withdraw(key, memory.ledger().last(key).orElseThrow(), timeMs);
      } else {
        forward(key, published, timeMs);
      }
    }
    for (Outcome outcome : memory.outcomes().takeUnconfirmed()) {
      forward(outcome, timeMs);
    }
  }

  private void forward(Outcome outcome, long timeMs) {
    metrics.outcome(outcome.getState());
    context.forward(
        new Record<>(
            OutcomeRecords.key(outcome),
            new AdviceOutput.Concluded(outcome),
            timeMs,
            events.concluded(outcome)));
  }

  private void forward(String key, Recommendation recommendation, long timeMs) {
    metrics.published();
    context.forward(
        new Record<>(
            key,
            new AdviceOutput.Recommended(recommendation),
            timeMs,
            events.published(recommendation)));
  }

  private void withdraw(String key, Recommendation last, long timeMs) {
    metrics.withdrawn();
    context.forward(
        new Record<>(key, new AdviceOutput.Withdrawn(), timeMs, events.withdrawn(last)));
  }
}
