package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.table.RuleTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of one workload from earlier runs: the newest {@value #MAX_RUNS} runs, and the
 * newest {@value #MAX_TRIED} values that were advised and tried. Immutable. A run that is added
 * again replaces itself and what was tried in it, so nothing counts twice.
 */
public final class WorkloadHistory {
  /** Runs remembered. */
  public static final int MAX_RUNS = 20;

  /** Tried values remembered, longer than the runs in which they were tried. */
  public static final int MAX_TRIED = 64;

  private static final Comparator<RunSummary> OLDEST_FIRST =
      Comparator.comparing(RunSummary::started).thenComparing(RunSummary::applicationId);
  private static final Comparator<TriedValue> TRIED_FIRST =
      Comparator.comparing(TriedValue::started)
          .thenComparing(TriedValue::applicationId)
          .thenComparing(TriedValue::property);

  /** Units of the workload whose runs are remembered, those that ran last. */
  public static final int MAX_UNITS = 64;

  private static final WorkloadHistory EMPTY =
      new WorkloadHistory(List.of(), List.of(), Collections.emptySortedMap());

  private final List<RunSummary> runs;
  private final List<TriedValue> tried;
  private final SortedMap<String, WorkloadHistory> units;

  WorkloadHistory(
      List<RunSummary> runs, List<TriedValue> tried, SortedMap<String, WorkloadHistory> units) {
    this.runs = List.copyOf(runs);
    this.tried = List.copyOf(tried);
    this.units = units;
  }

  /** No run yet. */
  public static WorkloadHistory empty() {
    return EMPTY;
  }

  /** Past runs, oldest first. */
  public List<RunSummary> runs() {
    return runs;
  }

  /** Values that were advised and tried, oldest first. */
  public List<TriedValue> tried() {
    return tried;
  }

  /** This history with a run added; the same application again replaces its earlier summary. */
  public WorkloadHistory with(RunSummary run) {
    return with(run, List.of());
  }

  /**
   * This history with a run added and what was tried in it; the same application again replaces
   * both.
   */
  public WorkloadHistory with(RunSummary run, List<TriedValue> triedInIt) {
    requireNonNull(run, "run is null");
    List<RunSummary> next = new ArrayList<>(without(run.applicationId()).runs);
    next.add(run);
    next.sort(OLDEST_FIRST);
    return new WorkloadHistory(newest(next, MAX_RUNS), tried, units)
        .withTried(run.applicationId(), triedInIt);
  }

  /** This history with what was tried in a run that itself is not (yet) among the runs. */
  public WorkloadHistory withTried(String applicationId, List<TriedValue> triedInIt) {
    List<TriedValue> next = new ArrayList<>(tried);
    next.removeIf(value -> value.applicationId().equals(applicationId));
    next.addAll(triedInIt);
    next.sort(TRIED_FIRST);
    return new WorkloadHistory(runs, newest(next, MAX_TRIED), units);
  }

  /** This history without an application. */
  public WorkloadHistory without(String applicationId) {
    return new WorkloadHistory(
        runs.stream().filter(run -> !run.applicationId().equals(applicationId)).toList(),
        tried.stream().filter(value -> !value.applicationId().equals(applicationId)).toList(),
        units);
  }

  /** The runs that started before a given time, so that a late replay does not see its future. */
  public WorkloadHistory before(Instant time) {
    return new WorkloadHistory(
        runs.stream().filter(run -> run.started().isBefore(time)).toList(),
        tried.stream().filter(value -> value.started().isBefore(time)).toList(),
        units);
  }

  /** Histories of the units inside the workload's applications, by name. */
  public SortedMap<String, WorkloadHistory> units() {
    return units;
  }

  /** The history of one unit inside the workload's applications. */
  public WorkloadHistory unit(String name) {
    WorkloadHistory known = units.get(name);
    return known == null ? EMPTY : known;
  }

  /** This history with that of one unit; beyond the bound those that ran longest ago go. */
  public WorkloadHistory withUnit(String name, WorkloadHistory history) {
    TreeMap<String, WorkloadHistory> next = new TreeMap<>(units);
    next.put(name, history);
    if (next.size() > MAX_UNITS) {
      next.entrySet().stream()
          .min(
              Comparator.comparing((Map.Entry<String, WorkloadHistory> e) -> e.getValue().newest())
                  .thenComparing(Map.Entry.comparingByKey()))
          .map(Map.Entry::getKey)
          .ifPresent(next::remove);
    }
    return new WorkloadHistory(runs, tried, Collections.unmodifiableSortedMap(next));
  }

  private Instant newest() {
    return runs.isEmpty() ? Instant.MIN : runs.get(runs.size() - 1).started();
  }

  /** Every property that advice has named for the workload. */
  public SortedSet<String> namedProperties() {
    SortedSet<String> named = new TreeSet<>();
    runs.forEach(run -> run.recommended().forEach(advice -> named.add(advice.property())));
    tried.forEach(value -> named.add(value.property()));
    return named;
  }

  /** The newest verdict on a value of a property; empty when it was not tried. */
  public Optional<TriedValue> tried(String property, String value) {
    TriedValue newest = null;
    for (TriedValue candidate : tried) {
      if (candidate.property().equals(property)
          && SettingValues.same(property, candidate.applied(), value)) {
        newest = candidate;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** How predictions of past runs at their own size compared with what they took. */
  public Calibration calibration(RuleTable table) {
    List<Calibration.Observed> observed = new ArrayList<>();
    for (RunSummary run : runs) {
      if (run.succeeded() && run.predictedSpanMs().isPresent() && run.spanMs() > 0) {
        observed.add(new Calibration.Observed(run.predictedSpanMs().getAsLong(), run.spanMs()));
      }
    }
    return Calibration.of(observed, table.number("history.half-life-runs"));
  }

  /** Binary form, with its version first. */
  public byte[] toBytes() {
    return HistoryCodec.FORMAT.toBytes(this);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are damaged or of an
   *     unknown version
   */
  public static WorkloadHistory fromBytes(byte[] bytes) {
    return HistoryCodec.FORMAT.fromBytes(bytes);
  }

  private static <T> List<T> newest(List<T> sorted, int most) {
    return sorted.subList(Math.max(0, sorted.size() - most), sorted.size());
  }
}
