package io.attune.advisor.prediction;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Slots;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.application.TimeSpan;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.table.RuleTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws a {@link RunModel} from what is kept of a run. */
final class ModelBuilder {
  private final Run run;
  private final RuleTable table;
  private final ApplicationState application;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private final Map<Integer, Integer> stageNodes = new HashMap<>();
  private final Map<Integer, Integer> jobEnds = new TreeMap<>();
  private final Map<Integer, List<StageDescriptor>> attempts = new HashMap<>();
  private final Map<StageKey, StageState> states = new HashMap<>();
  private final Map<List<Integer>, Integer> computed = new HashMap<>();
  private final Set<StageKey> placed = new HashSet<>();
  private final Set<String> callSites = new HashSet<>();
  private long spanStart;
  private long now;
  private long coldUntil;

  // Set by build() before anything asks for them.
  @SuppressWarnings("NullAway.Init")
  private ClusterSize size;

  @SuppressWarnings("NullAway.Init")
  private TaskCounts counts;

  ModelBuilder(Run run, RuleTable table) {
    this.table = table;
    this.run = run;
    this.application = run.application();
  }

  Optional<RunModel> build() {
    Optional<TimeSpan> span = application.span();
    Slots slots = application.slots();
    int taskCpus = (int) Math.max(1, Math.round(application.settings().taskCpus()));
    if (span.isEmpty()
        || slots.peakExecutors() < 1
        || slots.coresPerExecutor() < taskCpus
        || run.stages().stream().allMatch(stage -> stage.tasksSucceeded() == 0)
        || run.completeness() < table.number("prediction.least-completeness")) {
      return Optional.empty();
    }
    spanStart = span.get().start().toEpochMilli();
    now = span.get().end().toEpochMilli();
    List<JobDescriptor> jobs =
        application.jobs().stream()
            .filter(job -> job.submissionTime().isPresent())
            .sorted(
                Comparator.comparing((JobDescriptor job) -> job.submissionTime().get())
                    .thenComparingInt(JobDescriptor::jobId))
            .toList();
    size = new ClusterSize(slots.peakExecutors(), slots.coresPerExecutor(), taskCpus);
    boolean local = application.settings().isLocal();
    counts = new TaskCounts(run, size, local);
    coldUntil =
        run.stages().stream()
            .filter(stage -> stage.tasksSucceeded() > 0)
            .mapToLong(
                stage ->
                    // Half of it: an end is noted a little after the slot is given to the next
                    // task.
                    stage.firstLaunch().orElseThrow().toEpochMilli() + stage.durationMs().min() / 2)
            .min()
            .orElse(spanStart);
    for (StageDescriptor stage : application.stages()) {
      attempts.computeIfAbsent(stage.stageId(), id -> new ArrayList<>()).add(stage);
    }
    for (StageState state : run.stages()) {
      states.put(new StageKey(state.stageId(), state.stageAttempt()), state);
    }
    for (JobDescriptor job : jobs) {
      addJob(job);
    }
    // What a query does after its last job, such as a commit, is the driver's.
    addMoment(new TreeSet<>(jobEnds.values()), now);
    double usual = usual(table.number("prediction.usual-overhead-ms"));
    nodes.replaceAll(node -> node.withWork(node.work().withLater(usual)));
    double before =
        application.start().map(start -> (double) (spanStart - start.toEpochMilli())).orElse(0.0);
    double after = application.end().map(end -> (double) (end.toEpochMilli() - now)).orElse(0.0);
    return Optional.of(
        new RunModel(
            size,
            local,
            isSingleHost(),
            application.ended() && run.completeness() >= table.number("prediction.whole-share"),
            arrivals(slots.peakExecutors()),
            table.number("prediction.hot-key-ratio"),
            nodes,
            now - spanStart,
            Math.max(0, before),
            Math.max(0, after)));
  }

  /**
   * When the first executors came, as many as there were at most at one time; none of it under
   * dynamic allocation, where the work decides. Those that came later replace lost ones.
   */
  private double[] arrivals(int executors) {
    return application.settings().dynamicAllocation()
        ? new double[0]
        : application.executors().stream()
            .limit(executors)
            .mapToDouble(executor -> Math.max(0, millis(executor.added(), spanStart) - spanStart))
            .sorted()
            .toArray();
  }

  /** Whether the driver and all executors are known to share one machine. */
  private boolean isSingleHost() {
    String driver = application.driver().map(ExecutorState::host).orElse("");
    return !driver.isEmpty()
        && application.executors().stream().allMatch(executor -> executor.host().equals(driver));
  }

  private void addJob(JobDescriptor job) {
    long submitted = millis(job.submissionTime(), spanStart);
    long ended = Math.max(submitted, millis(job.completionTime(), now));
    int start = addMoment(startOf(job, submitted), submitted);
    List<StageDescriptor> stages = stagesOf(job);
    List<Integer> added = new ArrayList<>();
    added.add(start);
    for (StageDescriptor stage : stages) {
      added.add(addStage(stage, start));
    }
    int end = addMoment(new TreeSet<>(added), ended);
    jobEnds.put(job.jobId(), end);
  }

  /** Job ends that a job waits for: the last one before it, and those whose output it reads. */
  private Set<Integer> startOf(JobDescriptor job, long submitted) {
    Set<Integer> waits = new TreeSet<>();
    int last = -1;
    for (int end : jobEnds.values()) {
      if (ends.get(end) <= submitted && (last < 0 || ends.get(end) > ends.get(last))) {
        last = end;
      }
    }
    if (last >= 0) {
      waits.add(last);
    }
    for (int stageId : job.stageIds()) {
      application
          .stage(stageId, 0)
          .filter(stage -> stage.submissionTime().isEmpty())
          .map(stage -> computed.get(stage.rddIds()))
          .filter(node -> ends.get(node) <= submitted)
          .ifPresent(waits::add);
    }
    return waits;
  }

  /** Attempts of stages that ran for a job and for none before it, in the order of submission. */
  private List<StageDescriptor> stagesOf(JobDescriptor job) {
    return job.stageIds().stream()
        .flatMap(id -> attempts.getOrDefault(id, List.of()).stream())
        .filter(stage -> stage.submissionTime().isPresent())
        .filter(stage -> !placed.contains(stage.key()))
        .filter(stage -> millis(stage.submissionTime(), 0) <= millis(job.completionTime(), now))
        .sorted(
            Comparator.comparing((StageDescriptor stage) -> stage.submissionTime().get())
                .thenComparing(StageDescriptor::key))
        .toList();
  }

  private int addStage(StageDescriptor stage, int jobStart) {
    long submitted = millis(stage.submissionTime(), spanStart);
    long completed = Math.max(submitted, millis(stage.completionTime(), now));
    Set<Integer> waits = new TreeSet<>();
    for (int parent : stage.parentStageIds()) {
      Integer node = stageNodes.get(parent);
      if (node != null && ends.get(node) <= submitted) {
        waits.add(node);
      }
    }
    Integer previous = stageNodes.get(stage.stageId());
    if (previous != null && ends.get(previous) <= submitted) {
      waits.add(previous);
    }
    waits.add(jobStart);
    Optional<StageState> state = Optional.ofNullable(states.get(stage.key()));
    StageWork work =
        state
            .map(
                s ->
                    new WorkReader(s, tasksOf(stage, s), size.slots(), table)
                        .read(counts.of(stage, s), coldUntil))
            .orElse(StageWork.NONE);
    if (!isRepeated(stage)) {
      work = work.withNewCode();
    }
    long first =
        state.flatMap(StageState::firstLaunch).map(Instant::toEpochMilli).orElse(submitted);
    long last = state.flatMap(StageState::lastFinish).map(Instant::toEpochMilli).orElse(submitted);
    if (work.run().count() == 0) {
      first = submitted;
      last = submitted;
    }
    long ready = readyAt(waits);
    nodes.add(
        new Node(
            waits.stream().mapToInt(Integer::intValue).toArray(),
            Math.max(0, (waited(stage, first) ? submitted : Math.max(submitted, first)) - ready),
            work,
            stage.completed() ? Math.max(0, completed - Math.max(last, submitted)) : 0,
            Optional.of(stage.key())));
    ends.add(completed);
    int node = nodes.size() - 1;
    stageNodes.put(stage.stageId(), node);
    computed.putIfAbsent(stage.rddIds(), node);
    placed.add(stage.key());
    return node;
  }

  /** Tasks that ran: those of a failed attempt that were not seen were never started. */
  private static int tasksOf(StageDescriptor stage, StageState state) {
    return stage.failure().isPresent() ? state.distinctTasksSucceeded() : stage.numTasks();
  }

  /**
   * Whether a stage with the same call site ran before, as in a loop; SQL names all of them alike.
   */
  private boolean isRepeated(StageDescriptor stage) {
    return !callSites.add(stage.name()) && stage.sqlExecutionId().isEmpty();
  }

  /** Whether a stage's first task waited for slots or executors, which the replay has anew. */
  private boolean waited(StageDescriptor stage, long firstLaunch) {
    return waitedForSlots(stage, firstLaunch)
        || ExecutorStarts.wereAbsent(
            application, millis(stage.submissionTime(), spanStart), firstLaunch);
  }

  /** Whether another stage had tasks running between a stage's submission and its first task. */
  private boolean waitedForSlots(StageDescriptor stage, long firstLaunch) {
    long submitted = millis(stage.submissionTime(), spanStart);
    for (StageState other : run.stages()) {
      if (other.attemptsSeen() > 0
          && (other.stageId() != stage.stageId() || other.stageAttempt() != stage.stageAttempt())
          && other.firstLaunch().get().toEpochMilli() < firstLaunch
          && other.lastFinish().get().toEpochMilli() > submitted) {
        return true;
      }
    }
    return false;
  }

  private int addMoment(Set<Integer> waits, long at) {
    nodes.add(
        new Node(
            waits.stream().mapToInt(Integer::intValue).toArray(),
            Math.max(0, at - readyAt(waits)),
            StageWork.NONE,
            0,
            Optional.empty()));
    ends.add(at);
    return nodes.size() - 1;
  }

  private long readyAt(Set<Integer> waits) {
    long ready = spanStart;
    for (int node : waits) {
      ready = Math.max(ready, ends.get(node));
    }
    return ready;
  }

  private static long millis(Optional<Instant> time, long otherwise) {
    return time.map(Instant::toEpochMilli).orElse(otherwise);
  }

  /**
   * The middle of what later tasks cost in the stages that tell, weighed with their tasks; without
   * what they computed, which is each stage's own affair.
   */
  private double usual(double otherwise) {
    List<StageWork> telling =
        nodes.stream()
            .map(Node::work)
            .filter(work -> work.run().count() > 0 && work.laterMs() >= 0)
            .sorted(Comparator.comparingDouble(StageWork::laterStartMs))
            .toList();
    long tasks = telling.stream().mapToLong(work -> work.run().count()).sum();
    long below = 0;
    for (StageWork work : telling) {
      below += work.run().count();
      if (2 * below >= tasks) {
        return work.laterStartMs();
      }
    }
    return otherwise;
  }
}
