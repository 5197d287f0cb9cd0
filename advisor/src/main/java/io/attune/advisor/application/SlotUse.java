package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.BusySlots;
import io.attune.advisor.statistics.StageState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a run used its slots over time: how many were there, how many of them worked and for which
 * stage, and what went wrong when. In at most {@value #MOST} buckets of one width, which is twice
 * as large each time the run outgrows them.
 *
 * <p>It is made of what stages keep ({@link BusySlots}), whose buckets may be wider: what one holds
 * is then spread evenly over the time that it stands for. Attempts that have not ended are in it as
 * far as executors told of them.
 *
 * @param from begin of the first bucket
 * @param until end of the run, or its newest event: within the last bucket
 * @param widthMs width of a bucket, milliseconds
 * @param slots slots that were there in each bucket, on average
 * @param stages stage attempts, in the order of their first bucket; at most {@value #MOST_STAGES}
 * @param others busy slots of all other stages, in each bucket
 * @param marks what happened in buckets of note, ascending
 * @param losses executors that were lost by fault, in the order of their end
 * @param slotMs slots × time that were there, as far as all is kept, milliseconds
 * @param busyMs slots × time that worked then, milliseconds
 * @param knownFrom where not everything is kept, from when on it is; empty where all is
 */
public record SlotUse(
    Instant from,
    Instant until,
    long widthMs,
    double[] slots,
    List<OfStage> stages,
    double[] others,
    List<Mark> marks,
    List<Loss> losses,
    double slotMs,
    double busyMs,
    Optional<Instant> knownFrom) {
  /** Buckets at most. */
  public static final int MOST = 600;

  /** Stage attempts told apart: those with the most busy time. */
  public static final int MOST_STAGES = 100;

  private static final long LEAST_WIDTH_MS = 128;

  /**
   * What a stage attempt used.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   * @param first its first bucket
   * @param busy slots that worked for it, on average, from that bucket on
   */
  public record OfStage(int stageId, int stageAttempt, int first, double[] busy) {}

  /**
   * A bucket in which tasks failed, or ended that had spilled.
   *
   * @param bucket number of the bucket
   * @param failures attempts that failed
   * @param spills attempts that ended and had spilled to disk
   */
  public record Mark(int bucket, long failures, long spills) {}

  /**
   * The loss of an executor.
   *
   * @param at when
   * @param executorId Spark's id of it
   */
  public record Loss(Instant at, String executorId) {}

  /** Part of the slots' time that worked, 0 to 1; empty where no slot is known. */
  public OptionalDouble busyShare() {
    return slotMs > 0 ? OptionalDouble.of(Math.min(1, busyMs / slotMs)) : OptionalDouble.empty();
  }

  /** That of a run; empty before a task or an executor was seen. */
  public static Optional<SlotUse> of(Run run) {
    return of(run, MOST, MOST_STAGES);
  }

  /**
   * That of a run in less detail.
   *
   * @param run the run
   * @param buckets buckets at most
   * @param stages stage attempts that are told apart; with 0 all are {@link #others()}
   */
  public static Optional<SlotUse> of(Run run, int buckets, int stages) {
    requireNonNull(run, "run is null");
    return new Sum(InProgress.of(run), buckets, stages).sum();
  }

  /** Adds it up. */
  private static final class Sum {
    private final Run run;
    private final int most;
    private final int stagesApart;
    private final ApplicationState application;
    private long begin = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;
    private long width = LEAST_WIDTH_MS;
    private int size;

    Sum(Run run, int buckets, int stages) {
      this.run = run;
      this.most = buckets;
      this.stagesApart = stages;
      this.application = run.application();
    }

    Optional<SlotUse> sum() {
      application.start().ifPresent(this::reach);
      application.end().or(run::lastEventTime).ifPresent(this::reach);
      run.stages().forEach(stage -> stage.firstLaunch().ifPresent(this::reach));
      run.stages().forEach(stage -> stage.lastFinish().ifPresent(this::reach));
      boolean none = application.executors().isEmpty() && run.stages().isEmpty();
      if (none || begin >= end) {
        return Optional.empty();
      }
      while ((end - 1) / width - begin / width >= most) {
        width *= 2;
      }
      size = (int) ((end - 1) / width - begin / width) + 1;
      double[] slots = slots();
      List<OfStage> stages = new ArrayList<>();
      double[] others = stages(stages);
      Optional<Instant> knownFrom = knownFrom();
      int known = knownFrom.map(time -> bucketOf(time.toEpochMilli())).orElse(0);
      double busyMs = timeOf(others, 0, known);
      for (OfStage stage : stages) {
        busyMs += timeOf(stage.busy(), stage.first(), known);
      }
      return Optional.of(
          new SlotUse(
              Instant.ofEpochMilli(begin / width * width),
              Instant.ofEpochMilli(end),
              width,
              slots,
              stages,
              others,
              marks(),
              losses(),
              timeOf(slots, 0, known),
              busyMs,
              knownFrom));
    }

    private void reach(Instant time) {
      if (time.toEpochMilli() > 0) {
        begin = Math.min(begin, time.toEpochMilli());
        end = Math.max(end, time.toEpochMilli());
      }
    }

    /** Milliseconds of a bucket in which the run was there. */
    private long lengthMs(int bucket) {
      long start = (begin / width + bucket) * width;
      return Math.min(end, start + width) - Math.max(begin, start);
    }

    /** Of averages of buckets from the first on, those from a bucket on as slots × time. */
    private double timeOf(double[] averages, int first, int since) {
      double time = 0;
      for (int i = Math.max(0, since - first); i < averages.length; i++) {
        time += averages[i] * lengthMs(first + i);
      }
      return time;
    }

    private int bucketOf(long time) {
      return (int) Math.max(0, Math.min(size - 1, time / width - begin / width));
    }

    /** Spreads an amount evenly over a stretch of time. */
    private void spread(double[] into, double amount, long since, long until) {
      long from = Math.max(begin, since);
      long to = Math.min(end, until);
      if (to <= from) {
        into[bucketOf(from)] += amount;
        return;
      }
      int last = bucketOf(to - 1);
      for (int i = bucketOf(from); i <= last; i++) {
        long start = (begin / width + i) * width;
        long overlap = Math.min(to, start + width) - Math.max(from, start);
        into[i] += amount * overlap / (to - from);
      }
    }

    private double[] averages(double[] amounts) {
      for (int i = 0; i < amounts.length; i++) {
        amounts[i] /= Math.max(1, lengthMs(i));
      }
      return amounts;
    }

    private double[] slots() {
      Timeline timeline = new Timeline(application);
      double[] times = new double[size];
      for (ExecutorState executor : application.executors()) {
        long from = Math.max(begin, executor.added().map(Instant::toEpochMilli).orElse(begin));
        long to = Math.min(end, executor.removed().map(Instant::toEpochMilli).orElse(end));
        if (to > from) {
          spread(times, (double) timeline.slots(executor) * (to - from), from, to);
        }
      }
      return averages(times);
    }

    /** Adds those with the most busy time, and returns what the others used together. */
    private double[] stages(List<OfStage> into) {
      record Used(StageState stage, long busyMs) {}
      List<Used> most =
          run.stages().stream()
              .map(stage -> new Used(stage, sum(stage.busySlots().busyMs())))
              .filter(used -> used.busyMs() > 0)
              .sorted(Comparator.comparingLong(Used::busyMs).reversed())
              .toList();
      double[] others = new double[size];
      for (int i = 0; i < most.size(); i++) {
        if (i >= stagesApart) {
          add(most.get(i).stage(), others);
          continue;
        }
        double[] times = new double[size];
        add(most.get(i).stage(), times);
        into.add(trimmed(most.get(i).stage(), averages(times)));
      }
      into.sort(
          Comparator.comparingInt(OfStage::first)
              .thenComparingInt(OfStage::stageId)
              .thenComparingInt(OfStage::stageAttempt));
      return averages(others);
    }

    private static long sum(long[] values) {
      long sum = 0;
      for (long value : values) {
        sum += value;
      }
      return sum;
    }

    private void add(StageState stage, double[] times) {
      BusySlots busy = stage.busySlots();
      long first = stage.firstLaunch().orElseThrow().toEpochMilli();
      long last = stage.lastFinish().orElseThrow().toEpochMilli();
      long[] busyMs = busy.busyMs();
      for (int i = 0; i < busyMs.length; i++) {
        if (busyMs[i] > 0) {
          long from = Math.max(first, busy.startMs(i));
          spread(times, busyMs[i], from, Math.min(last, busy.startMs(i + 1)));
        }
      }
    }

    private static OfStage trimmed(StageState stage, double[] busy) {
      int first = 0;
      while (first < busy.length - 1 && busy[first] == 0) {
        first++;
      }
      int last = busy.length - 1;
      while (last > first && busy[last] == 0) {
        last--;
      }
      double[] kept = java.util.Arrays.copyOfRange(busy, first, last + 1);
      return new OfStage(stage.stageId(), stage.stageAttempt(), first, kept);
    }

    private List<Mark> marks() {
      TreeMap<Integer, Mark> marks = new TreeMap<>();
      for (StageState stage : run.stages()) {
        BusySlots busy = stage.busySlots();
        for (int i = 0; i < busy.size(); i++) {
          if (busy.failures(i) > 0 || busy.spills(i) > 0) {
            int bucket = bucketOf(middle(stage, busy, i));
            marks.merge(
                bucket,
                new Mark(bucket, busy.failures(i), busy.spills(i)),
                (a, b) -> new Mark(bucket, a.failures() + b.failures(), a.spills() + b.spills()));
          }
        }
      }
      return List.copyOf(marks.values());
    }

    /** Middle of the part of a bucket in which attempts of the stage ran. */
    private static long middle(StageState stage, BusySlots busy, int bucket) {
      long from = Math.max(busy.startMs(bucket), stage.firstLaunch().orElseThrow().toEpochMilli());
      long to = Math.min(busy.startMs(bucket + 1), stage.lastFinish().orElseThrow().toEpochMilli());
      return (from + to) / 2;
    }

    private List<Loss> losses() {
      List<Loss> losses = new ArrayList<>();
      for (ExecutorState executor : application.executors()) {
        boolean lost = application.removalCause(executor).map(c -> !c.isNormal()).orElse(false);
        if (lost && executor.removed().isPresent()) {
          losses.add(new Loss(executor.removed().get(), executor.executorId()));
        }
      }
      losses.sort(Comparator.comparing(Loss::at).thenComparing(Loss::executorId));
      return losses;
    }

    private Optional<Instant> knownFrom() {
      Set<StageKey> counted = new HashSet<>();
      long from = end;
      for (StageState stage : run.stages()) {
        BusySlots busy = stage.busySlots();
        if (busy.attempts() >= stage.attemptsSeen()) {
          counted.add(new StageKey(stage.stageId(), stage.stageAttempt()));
        }
        if (busy.size() > 0) {
          long first = stage.firstLaunch().orElseThrow().toEpochMilli();
          from = Math.min(from, Math.max(first, busy.startMs(0)));
        }
      }
      boolean all =
          application.foldedStages() == 0
              && counted.size() == run.stages().size()
              && application.stages().stream()
                  .filter(known -> known.succeeded() && known.numTasks() > 0)
                  .allMatch(known -> counted.contains(known.key()));
      return all ? Optional.empty() : Optional.of(Instant.ofEpochMilli(from));
    }
  }
}
