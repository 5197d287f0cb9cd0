package io.attune.advisor.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened when: span, slots over time, and the time in which no stage ran. */
final class Timeline {
  private static final int LONGEST = 10;
  private static final Comparator<List<Integer>> SHAPE_ORDER =
      Comparator.comparing((List<Integer> shape) -> shape.get(0))
          .thenComparing(shape -> shape.get(1));

  private record Interval(long from, long to, StageKey stage) {}

  private final ApplicationState application;

  Timeline(ApplicationState application) {
    this.application = application;
  }

  Optional<TimeSpan> span() {
    return span(application.jobs());
  }

  /** From the start of the first of some jobs to the end of the last. */
  Optional<TimeSpan> span(Collection<JobDescriptor> jobs) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (JobDescriptor job : jobs) {
      if (job.submissionTime().isPresent()) {
        long from = job.submissionTime().get().toEpochMilli();
        first = Math.min(first, from);
        last = Math.max(last, job.completionTime().map(Instant::toEpochMilli).orElse(now(from)));
      }
    }
    if (first == Long.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(
        new TimeSpan(Instant.ofEpochMilli(first), Instant.ofEpochMilli(Math.max(first, last))));
  }

  /** Time within a span in which one of some jobs ran, milliseconds. */
  long busyMs(Collection<JobDescriptor> jobs, TimeSpan within) {
    List<long[]> running = new ArrayList<>();
    for (JobDescriptor job : jobs) {
      if (job.submissionTime().isPresent()) {
        long from = job.submissionTime().get().toEpochMilli();
        running.add(
            new long[] {from, job.completionTime().map(Instant::toEpochMilli).orElse(now(from))});
      }
    }
    running.sort(Comparator.comparingLong(each -> each[0]));
    long busy = 0;
    long until = within.start().toEpochMilli();
    for (long[] each : running) {
      long from = Math.max(until, each[0]);
      long to = Math.min(within.end().toEpochMilli(), each[1]);
      busy += Math.max(0, to - from);
      until = Math.max(until, to);
    }
    return busy;
  }

  Optional<TimeSpan> workSpan() {
    return span()
        .map(
            span -> {
              Instant end = span.end();
              for (JobDescriptor job : application.jobs()) {
                Optional<Instant> ofQuery =
                    job.sqlExecutionId().isPresent()
                        ? application
                            .sqlExecution(job.sqlExecutionId().getAsLong())
                            .flatMap(SqlExecution::end)
                        : Optional.empty();
                end = ofQuery.filter(end::isBefore).orElse(end);
              }
              return new TimeSpan(span.start(), end);
            });
  }

  /** The latest moment known, for what has not ended. */
  private long now(long atLeast) {
    long latest =
        application.end().or(application::lastEventTime).map(Instant::toEpochMilli).orElse(atLeast);
    return Math.max(atLeast, latest);
  }

  Slots slots() {
    Optional<TimeSpan> window = span().or(this::lifetime);
    long from = window.map(w -> w.start().toEpochMilli()).orElse(Long.MIN_VALUE);
    long to = window.map(w -> w.end().toEpochMilli()).orElse(Long.MAX_VALUE);
    List<long[]> changes = new ArrayList<>();
    int cores = 0;
    int perExecutor = 0;
    double slotTime = 0;
    for (ExecutorState executor : application.executors()) {
      int slots = slots(executor);
      cores = Math.max(cores, executor.cores());
      perExecutor = Math.max(perExecutor, slots);
      long added = executor.added().map(Instant::toEpochMilli).orElse(from);
      long removed = executor.removed().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
      changes.add(new long[] {added, slots, 1});
      changes.add(new long[] {Math.max(added, removed), -slots, -1});
      if (window.isPresent() && to > from) {
        long overlap = Math.max(0, Math.min(removed, to) - Math.max(added, from));
        slotTime += (double) overlap * slots;
      }
    }
    // At one instant those that leave go first: a replacement is no second executor.
    changes.sort(
        Comparator.<long[]>comparingLong(change -> change[0])
            .thenComparingLong(change -> change[2]));
    long now = 0;
    long executors = 0;
    long peak = 0;
    long peakExecutors = 0;
    for (long[] change : changes) {
      now += change[1];
      executors += change[2];
      peak = Math.max(peak, now);
      peakExecutors = Math.max(peakExecutors, executors);
    }
    boolean measured = window.isPresent() && to > from;
    return new Slots(
        (int) peak,
        measured ? slotTime / (to - from) : peak,
        (int) peakExecutors,
        cores,
        perExecutor);
  }

  int slots(ExecutorState executor) {
    double taskCpus = application.settingsOfProfile(executor.resourceProfileId()).taskCpus();
    return (int) Math.floor(executor.cores() / taskCpus + 1e-9);
  }

  /** Kinds of executors, by resource profile and cores. */
  List<ExecutorShape> shapes() {
    Map<List<Integer>, List<ExecutorState>> kinds = new TreeMap<>(SHAPE_ORDER);
    for (ExecutorState executor : application.executors()) {
      if (executor.cores() > 0) {
        kinds
            .computeIfAbsent(
                List.of(executor.resourceProfileId(), executor.cores()), k -> new ArrayList<>())
            .add(executor);
      }
    }
    return kinds.values().stream()
        .map(
            executors ->
                new ExecutorShape(
                    executors.get(0).resourceProfileId(),
                    executors.get(0).cores(),
                    slots(executors.get(0)),
                    peak(executors)))
        .toList();
  }

  /** Most executors at one time; at one instant those that leave go first. */
  private static int peak(List<ExecutorState> executors) {
    List<long[]> changes = new ArrayList<>();
    for (ExecutorState executor : executors) {
      long added = executor.added().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
      long removed = executor.removed().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
      changes.add(new long[] {added, 1});
      changes.add(new long[] {Math.max(added, removed), -1});
    }
    changes.sort(
        Comparator.<long[]>comparingLong(change -> change[0])
            .thenComparingLong(change -> change[1]));
    int now = 0;
    int peak = 0;
    for (long[] change : changes) {
      now += (int) change[1];
      peak = Math.max(peak, now);
    }
    return peak;
  }

  private Optional<TimeSpan> lifetime() {
    return application
        .start()
        .map(
            start ->
                new TimeSpan(
                    start,
                    Instant.ofEpochMilli(
                        Math.max(start.toEpochMilli(), now(start.toEpochMilli())))));
  }

  DriverTime driverTime() {
    List<Interval> busy = busy();
    Optional<TimeSpan> span = span();
    List<DriverGap> gaps = span.map(s -> gaps(s, busy)).orElse(List.of());
    long idleInSpan = gaps.stream().mapToLong(DriverGap::durationMs).sum();
    List<DriverGap> longest =
        gaps.stream()
            .sorted(
                Comparator.comparingLong(DriverGap::durationMs)
                    .reversed()
                    .thenComparing(gap -> gap.time().start()))
            .limit(LONGEST)
            .toList();
    long spanMs = span.map(TimeSpan::durationMs).orElse(0L);
    return new DriverTime(spanMs, idleInSpan, longest);
  }

  /** When stages ran, in order of their start. */
  private List<Interval> busy() {
    List<Interval> busy = new ArrayList<>();
    for (StageDescriptor stage : application.stages()) {
      if (stage.submissionTime().isEmpty()) {
        continue;
      }
      long from = stage.submissionTime().get().toEpochMilli();
      long to =
          stage.completionTime().map(Instant::toEpochMilli).orElseGet(() -> openEnd(stage, from));
      busy.add(new Interval(from, Math.max(from, to), stage.key()));
    }
    busy.sort(Comparator.comparingLong(Interval::from).thenComparing(Interval::stage));
    return busy;
  }

  /** A stage whose end was not seen ran at most until the last of its jobs ended. */
  private long openEnd(StageDescriptor stage, long from) {
    long end = Long.MIN_VALUE;
    for (JobDescriptor job : application.jobsOf(stage.stageId())) {
      if (!job.ended()) {
        return now(from);
      }
      end = Math.max(end, job.completionTime().map(Instant::toEpochMilli).orElse(end));
    }
    return end == Long.MIN_VALUE ? now(from) : Math.max(from, end);
  }

  private List<DriverGap> gaps(TimeSpan window, List<Interval> busy) {
    List<DriverGap> gaps = new ArrayList<>();
    long from = window.start().toEpochMilli();
    long to = window.end().toEpochMilli();
    long covered = from;
    StageKey before = null;
    for (Interval interval : busy) {
      if (interval.from() >= to) {
        addGap(gaps, covered, to, before, interval.stage());
        return gaps;
      }
      addGap(gaps, covered, interval.from(), before, interval.stage());
      if (interval.to() >= covered) {
        covered = interval.to();
        before = interval.stage();
      }
    }
    addGap(gaps, covered, to, before, null);
    return gaps;
  }

  private void addGap(
      List<DriverGap> gaps,
      long from,
      long to,
      @Nullable StageKey before,
      @Nullable StageKey after) {
    if (to <= from) {
      return;
    }
    gaps.add(
        new DriverGap(
            new TimeSpan(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to)),
            job(before, from),
            job(after, to)));
  }

  /** Of the jobs that hold a stage, the one that was running at that time, else the first. */
  private Optional<JobDescriptor> job(@Nullable StageKey stage, long time) {
    if (stage == null) {
      return Optional.empty();
    }
    JobDescriptor first = null;
    for (JobDescriptor job : application.jobsOf(stage.stageId())) {
      first = first == null ? job : first;
      OptionalLong start =
          job.submissionTime()
              .map(t -> OptionalLong.of(t.toEpochMilli()))
              .orElse(OptionalLong.empty());
      if (start.isPresent()
          && start.getAsLong() <= time
          && job.completionTime().map(end -> end.toEpochMilli() >= time).orElse(true)) {
        return Optional.of(job);
      }
    }
    return Optional.ofNullable(first);
  }
}
