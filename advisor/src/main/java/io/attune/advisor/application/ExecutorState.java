package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.advisor.statistics.PeakValues;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.ExecutorRemoved;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known about one executor, or about the driver. */
public final class ExecutorState {
  /** Executor id of the driver; in local mode also of the only executor. */
  public static final String DRIVER = "driver";

  private static final int HOST_LIMIT = 256;

  private final String executorId;
  private String host = "";
  private int cores;
  private int resourceProfileId;
  private Optional<Instant> requested = Optional.empty();
  private Optional<Instant> added = Optional.empty();
  private Optional<Instant> removed = Optional.empty();
  private Optional<String> removalReason = Optional.empty();
  private OptionalLong unifiedMemoryBytes = OptionalLong.empty();
  private PeakValues peaks = new PeakValues();

  ExecutorState(String executorId) {
    this.executorId = requireNonNull(executorId, "executorId is null");
  }

  void apply(ExecutorAdded event, Instant eventTime) {
    host = Facts.greatest(host, Facts.cut(event.getHost(), HOST_LIMIT));
    cores = Math.max(cores, event.getTotalCores());
    resourceProfileId = Math.max(resourceProfileId, event.getResourceProfileId());
    requested = Facts.least(requested, Optional.ofNullable(event.getRequestTime()));
    added = Facts.least(added, Optional.of(eventTime));
  }

  void apply(ExecutorRemoved event, Instant eventTime) {
    removed = Facts.least(removed, Optional.of(eventTime));
    removalReason = Facts.greatest(removalReason, Optional.of(Facts.cut(event.getReason(), 512)));
  }

  void apply(BlockManagerAdded event) {
    host = Facts.greatest(host, Facts.cut(event.getHost(), HOST_LIMIT));
    unifiedMemoryBytes =
        Facts.greatest(unifiedMemoryBytes, Facts.nonNegative(event.getMaxMemoryBytes()));
  }

  void apply(ExecutorMetrics event) {
    peaks.merge(event);
  }

  /** Spark's id of it. */
  public String executorId() {
    return executorId;
  }

  /** Whether it is the driver. */
  public boolean isDriver() {
    return DRIVER.equals(executorId);
  }

  /** Host; empty when unknown. */
  public String host() {
    return host;
  }

  /** Cores; 0 while unknown. */
  public int cores() {
    return cores;
  }

  /** Resource profile. */
  public int resourceProfileId() {
    return resourceProfileId;
  }

  /** When it was asked for, where the cluster manager tells. */
  public Optional<Instant> requested() {
    return requested;
  }

  /** When it registered. */
  public Optional<Instant> added() {
    return added;
  }

  /** When it was removed; empty while it lives. */
  public Optional<Instant> removed() {
    return removed;
  }

  /** Spark's words for its removal; empty while it lives. */
  public Optional<String> removalReason() {
    return removalReason;
  }

  /** Why it was removed; empty while it lives. */
  public Optional<RemovalCause> removalCause() {
    return removalReason.map(RemovalCause::of);
  }

  /** Unified memory for execution and storage, bytes. */
  public OptionalLong unifiedMemoryBytes() {
    return unifiedMemoryBytes;
  }

  /** Highest values over its life. */
  public PeakValues peaks() {
    return peaks;
  }

  void write(StateWriter out) {
    out.writeString(executorId).writeString(host).writeSigned(cores);
    out.writeSigned(resourceProfileId);
    Facts.write(out, requested);
    Facts.write(out, added);
    Facts.write(out, removed);
    Facts.writeText(out, removalReason);
    Facts.write(out, unifiedMemoryBytes);
    if (out.version() == 2) {
      // Of that, on and off the heap, which nobody asked for.
      Facts.write(out, OptionalLong.empty());
      Facts.write(out, OptionalLong.empty());
    }
    peaks.write(out);
  }

  static ExecutorState read(StateReader in) {
    ExecutorState read = new ExecutorState(in.readString());
    read.host = in.readString();
    read.cores = in.readInt();
    read.resourceProfileId = in.readInt();
    read.requested = Facts.readInstant(in);
    read.added = Facts.readInstant(in);
    read.removed = Facts.readInstant(in);
    read.removalReason = Facts.readText(in);
    read.unifiedMemoryBytes = Facts.readNumber(in);
    if (in.version() == 2) {
      Facts.readNumber(in);
      Facts.readNumber(in);
    }
    read.peaks = PeakValues.read(in);
    return read;
  }
}
