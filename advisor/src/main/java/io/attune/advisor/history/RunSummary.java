package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is remembered of a past run. Immutable; made by its {@link Builder}. */
public final class RunSummary {
  private final Builder facts;

  private RunSummary(Builder builder) {
    this.facts = builder;
  }

  /** Starts the summary of a run. */
  public static Builder of(String applicationId, Instant started) {
    return new Builder(applicationId, started);
  }

  /** A summary that differs from this one in what is set on it. */
  public Builder but() {
    return new Builder(facts);
  }

  /** Spark's id. */
  public String applicationId() {
    return facts.applicationId;
  }

  /** When it started. */
  public Instant started() {
    return facts.started;
  }

  /** Version of Spark; empty when unknown. */
  public String sparkVersion() {
    return facts.sparkVersion;
  }

  /** Whether no job failed or was cut off, and the application ended without an error code. */
  public boolean succeeded() {
    return facts.succeeded;
  }

  /** Start to end, milliseconds. */
  public long durationMs() {
    return facts.durationMs;
  }

  /** First job start to last job end, milliseconds. */
  public long spanMs() {
    return facts.spanMs;
  }

  /** Cores of executors × the time that they lived, core-milliseconds. */
  public long coreMs() {
    return facts.coreMs;
  }

  /** Memory of executors (heap, overhead, off-heap) × the time that they lived, GiB × ms. */
  public long gibMs() {
    return facts.gibMs;
  }

  /** What the run cost, in {@link #costUnit()}; empty when no executor is known. */
  public OptionalDouble cost() {
    return facts.cost;
  }

  /** Unit of the cost. */
  public String costUnit() {
    return facts.costUnit;
  }

  /** Bytes read from storage: the larger of what tasks and what the files' sizes say. */
  public long inputBytes() {
    return facts.inputBytes;
  }

  /** Records read from storage. */
  public long inputRecords() {
    return facts.inputRecords;
  }

  /** Records written to shuffles. */
  public long shuffleRecords() {
    return facts.shuffleRecords;
  }

  /**
   * How much there was to do: records read; bytes where no record was counted; records shuffled
   * where nothing was read, because the application makes its data itself. 0 when unknown.
   */
  public long input() {
    if (inputRecords() > 0) {
      return inputRecords();
    }
    return inputBytes() > 0 ? inputBytes() : shuffleRecords();
  }

  /** Sum over tasks, milliseconds. */
  public long executorRunTimeMs() {
    return facts.executorRunTimeMs;
  }

  /** Sum over tasks, milliseconds. */
  public long jvmGcTimeMs() {
    return facts.jvmGcTimeMs;
  }

  /** Sum over tasks, bytes. */
  public long memoryBytesSpilled() {
    return facts.memoryBytesSpilled;
  }

  /** Maximum heap of an executor, bytes; empty when unknown. */
  public OptionalLong executorHeapBytes() {
    return facts.executorHeapBytes;
  }

  /** Highest heap peak over executors, bytes; empty when unknown. */
  public OptionalLong peakHeapBytes() {
    return facts.peakHeapBytes;
  }

  /** Whether the heap's true need was hidden: full, out of memory, or collecting too much. */
  public boolean censored() {
    return facts.censored;
  }

  /** Failed task attempts and executors lost by fault. */
  public long failures() {
    return facts.failures;
  }

  /** Of these, for want of memory: heaps exhausted, containers killed. */
  public long memoryFailures() {
    return facts.memoryFailures;
  }

  /** Tasks seen as a share of tasks that ran, 0 to 1. */
  public double completeness() {
    return facts.completeness;
  }

  /** Slots at their most. */
  public int slots() {
    return facts.slots;
  }

  /** What the model said of the span at the run's own size, milliseconds; empty without a model. */
  public OptionalLong predictedSpanMs() {
    return facts.predictedSpanMs;
  }

  /** Values in force, by property, of every property that is watched for the workload. */
  public SortedMap<String, String> settings() {
    return facts.settings;
  }

  /** What was recommended after it, settings only. */
  public List<PastAdvice> recommended() {
    return facts.recommended;
  }

  /** {@code ruleId/property}, or {@code ruleId}, of everything that was advised. */
  public SortedSet<String> advised() {
    return facts.advised;
  }

  /**
   * Numbers that rules want to know of the runs before, by name; what a name means is said where it
   * is written. A run in which a rule saw nothing to number has no entry for it.
   */
  public SortedMap<String, Double> observed() {
    return facts.observed;
  }

  private List<Object> all() {
    return List.of(
        List.of(applicationId(), started(), sparkVersion(), succeeded(), durationMs(), spanMs()),
        List.of(coreMs(), gibMs(), cost(), costUnit(), inputBytes(), inputRecords()),
        List.of(shuffleRecords(), executorRunTimeMs(), jvmGcTimeMs(), memoryBytesSpilled()),
        List.of(executorHeapBytes(), peakHeapBytes(), censored(), failures(), memoryFailures()),
        List.of(completeness(), slots(), predictedSpanMs(), settings(), recommended(), advised()),
        List.of(observed()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunSummary summary && all().equals(summary.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "RunSummary" + all();
  }

  /** Collects the parts; what is not set is zero, empty or unknown, and the run succeeded. */
  public static final class Builder {
    private final String applicationId;
    private final Instant started;
    private String sparkVersion = "";
    private boolean succeeded = true;
    private long durationMs;
    private long spanMs;
    private long coreMs;
    private long gibMs;
    private OptionalDouble cost = OptionalDouble.empty();
    private String costUnit = "";
    private long inputBytes;
    private long inputRecords;
    private long shuffleRecords;
    private long executorRunTimeMs;
    private long jvmGcTimeMs;
    private long memoryBytesSpilled;
    private OptionalLong executorHeapBytes = OptionalLong.empty();
    private OptionalLong peakHeapBytes = OptionalLong.empty();
    private boolean censored;
    private long failures;
    private long memoryFailures;
    private double completeness = 1;
    private int slots;
    private OptionalLong predictedSpanMs = OptionalLong.empty();
    private SortedMap<String, String> settings = Collections.emptySortedMap();
    private List<PastAdvice> recommended = List.of();
    private SortedSet<String> advised = Collections.emptySortedSet();
    private SortedMap<String, Double> observed = Collections.emptySortedMap();

    private Builder(String applicationId, Instant started) {
      this.applicationId = requireNonNull(applicationId, "applicationId is null");
      this.started = requireNonNull(started, "started is null");
    }

    private Builder(Builder other) {
      this(other, other.applicationId, other.started);
    }

    private Builder(Builder other, String applicationId, Instant started) {
      this(applicationId, started);
      sparkVersion = other.sparkVersion;
      succeeded = other.succeeded;
      durationMs = other.durationMs;
      spanMs = other.spanMs;
      coreMs = other.coreMs;
      gibMs = other.gibMs;
      cost = other.cost;
      costUnit = other.costUnit;
      inputBytes = other.inputBytes;
      inputRecords = other.inputRecords;
      shuffleRecords = other.shuffleRecords;
      executorRunTimeMs = other.executorRunTimeMs;
      jvmGcTimeMs = other.jvmGcTimeMs;
      memoryBytesSpilled = other.memoryBytesSpilled;
      executorHeapBytes = other.executorHeapBytes;
      peakHeapBytes = other.peakHeapBytes;
      censored = other.censored;
      failures = other.failures;
      memoryFailures = other.memoryFailures;
      completeness = other.completeness;
      slots = other.slots;
      predictedSpanMs = other.predictedSpanMs;
      settings = other.settings;
      recommended = other.recommended;
      advised = other.advised;
      observed = other.observed;
    }

    /** The same facts of another run. */
    public Builder as(String otherApplicationId, Instant otherStart) {
      return new Builder(this, otherApplicationId, otherStart);
    }

    /** Version of Spark. */
    public Builder sparkVersion(String value) {
      sparkVersion = requireNonNull(value, "value is null");
      return this;
    }

    /** Whether no job failed. */
    public Builder succeeded(boolean value) {
      succeeded = value;
      return this;
    }

    /** Start to end, and first job start to last job end, milliseconds. */
    public Builder time(long duration, long span) {
      durationMs = duration;
      spanMs = span;
      return this;
    }

    /** Core-milliseconds and GiB × milliseconds over real lifetimes. */
    public Builder lifetimes(long cores, long gib) {
      coreMs = cores;
      gibMs = gib;
      return this;
    }

    /** What it cost. */
    public Builder cost(double amount, String unit) {
      cost = OptionalDouble.of(amount);
      costUnit = requireNonNull(unit, "unit is null");
      return this;
    }

    /** Bytes and records read from storage, and records shuffled. */
    public Builder input(long bytes, long records, long shuffled) {
      inputBytes = bytes;
      inputRecords = records;
      shuffleRecords = shuffled;
      return this;
    }

    /** Sums over tasks: run time and collection, milliseconds; memory spilled, bytes. */
    public Builder tasks(long runTimeMs, long gcTimeMs, long spilledBytes) {
      executorRunTimeMs = runTimeMs;
      jvmGcTimeMs = gcTimeMs;
      memoryBytesSpilled = spilledBytes;
      return this;
    }

    /** Heap of an executor, its peak, and whether the need was hidden. */
    public Builder heap(OptionalLong bytes, OptionalLong peak, boolean needHidden) {
      executorHeapBytes = requireNonNull(bytes, "bytes is null");
      peakHeapBytes = requireNonNull(peak, "peak is null");
      censored = needHidden;
      return this;
    }

    /** Failed attempts and executors lost, and those of them for want of memory. */
    public Builder failures(long count, long ofMemory) {
      failures = count;
      memoryFailures = ofMemory;
      return this;
    }

    /** Tasks seen as a share of tasks that ran. */
    public Builder completeness(double share) {
      completeness = share;
      return this;
    }

    /** Slots at their most. */
    public Builder slots(int value) {
      slots = value;
      return this;
    }

    /** What the model said of the span. */
    public Builder predictedSpanMs(OptionalLong value) {
      predictedSpanMs = requireNonNull(value, "value is null");
      return this;
    }

    /** Values in force of what is watched. */
    public Builder settings(Map<String, String> values) {
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(values));
      return this;
    }

    /** What was recommended. */
    public Builder recommended(List<PastAdvice> values) {
      recommended = List.copyOf(values);
      return this;
    }

    /** Everything that was advised. */
    public Builder advised(Set<String> values) {
      advised = Collections.unmodifiableSortedSet(new TreeSet<>(values));
      return this;
    }

    /** Numbers that rules want to remember. */
    public Builder observed(Map<String, Double> values) {
      observed = Collections.unmodifiableSortedMap(new TreeMap<>(values));
      return this;
    }

    /** The summary; the builder may be used further. */
    public RunSummary build() {
      return new RunSummary(new Builder(this));
    }
  }
}
