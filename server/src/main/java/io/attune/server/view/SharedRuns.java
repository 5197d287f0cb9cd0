package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.schemas.StageStatistics;
import io.attune.streams.advise.KnownWorkload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Runs whose lists are read for all viewers together: a hundred open pages cost the stores no more
 * than one.
 */
public final class SharedRuns implements Runs {
  private static final int LISTS = 64;

  private final Runs runs;
  private final LongSupplier nanoTime;
  private final Map<Integer, Refreshed<List<ApplicationSummary>>> applications = newest();
  private final Map<StagesOf, Refreshed<List<StageStatistics>>> stages = newest();

  private final Map<String, Refreshed<Optional<KnownWorkload>>> known = newest();
  private final Map<String, Refreshed<Optional<RunInTime>>> inTime = newest();
  private final Map<Integer, Refreshed<List<LiveApplication>>> running = newest();
  private final Refreshed<List<PastRuns>> workloads;

  private record StagesOf(String applicationId, int limit) {}

  /** Over others, with a clock such as {@link System#nanoTime}. */
  public SharedRuns(Runs runs, LongSupplier nanoTime) {
    this.runs = requireNonNull(runs, "runs is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.workloads = new Refreshed<>(runs::workloads, nanoTime);
  }

  /** Keeps the lists that were asked for last. */
  private static <K, V> Map<K, V> newest() {
    return new LinkedHashMap<>(LISTS, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > LISTS;
      }
    };
  }

  @Override
  public boolean isWhole() {
    return runs.isWhole();
  }

  @Override
  public List<ApplicationSummary> applications(int limit) {
    Refreshed<List<ApplicationSummary>> list;
    synchronized (applications) {
      list =
          applications.computeIfAbsent(
              limit, l -> new Refreshed<>(() -> runs.applications(l), nanoTime));
    }
    return list.get();
  }

  @Override
  public Optional<ApplicationState> application(String applicationId) {
    return runs.application(applicationId);
  }

  @Override
  public boolean knowsWorkload(String workload) {
    return runs.knowsWorkload(workload);
  }

  @Override
  public List<PastRuns> workloads() {
    return workloads.get();
  }

  @Override
  public Optional<KnownWorkload> workload(String workload) {
    Refreshed<Optional<KnownWorkload>> one;
    synchronized (known) {
      one =
          known.computeIfAbsent(
              workload, name -> new Refreshed<>(() -> runs.workload(name), nanoTime));
    }
    return one.get();
  }

  @Override
  public List<LiveApplication> running(int limit) {
    Refreshed<List<LiveApplication>> list;
    synchronized (running) {
      list = running.computeIfAbsent(limit, l -> new Refreshed<>(() -> runs.running(l), nanoTime));
    }
    return list.get();
  }

  @Override
  public Optional<RunInTime> inTime(String applicationId) {
    Refreshed<Optional<RunInTime>> one;
    synchronized (inTime) {
      one =
          inTime.computeIfAbsent(
              applicationId, id -> new Refreshed<>(() -> runs.inTime(id), nanoTime));
    }
    return one.get();
  }

  @Override
  public List<StageStatistics> stages(String applicationId, int limit) {
    Refreshed<List<StageStatistics>> list;
    synchronized (stages) {
      list =
          stages.computeIfAbsent(
              new StagesOf(applicationId, limit),
              of -> new Refreshed<>(() -> runs.stages(of.applicationId(), of.limit()), nanoTime));
    }
    return list.get();
  }
}
