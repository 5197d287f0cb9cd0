package io.attune.server.testing;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageStatisticsView;
import io.attune.schemas.StageStatistics;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.LiveApplication;
import io.attune.server.view.PastRuns;
import io.attune.server.view.RunInTime;
import io.attune.server.view.Runs;
import io.attune.streams.advise.KnownWorkload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs that a test adds; the last added is the newest. */
public final class FakeRuns implements Runs {
  private final List<Run> runs = new CopyOnWriteArrayList<>();
  private final Map<String, KnownWorkload> known = new ConcurrentSkipListMap<>();
  public final AtomicInteger asked = new AtomicInteger();
  public volatile boolean whole = true;

  public FakeRuns add(Run run) {
    runs.add(run);
    return this;
  }

  @Override
  public boolean isWhole() {
    return whole;
  }

  @Override
  public List<ApplicationSummary> applications(int limit) {
    asked.incrementAndGet();
    List<Run> newest = new ArrayList<>(runs);
    Collections.reverse(newest);
    return newest.stream()
        .limit(limit)
        .map(run -> ApplicationSummary.of(run.application()))
        .toList();
  }

  @Override
  public Optional<ApplicationState> application(String applicationId) {
    return run(applicationId).map(Run::application);
  }

  @Override
  public boolean knowsWorkload(String workload) {
    return runs.stream().anyMatch(run -> run.application().workload().equals(workload));
  }

  /** What is remembered of a workload, and what the advisor makes of its newest run. */
  public FakeRuns remember(String workload, KnownWorkload past) {
    known.put(workload, past);
    return this;
  }

  @Override
  public List<PastRuns> workloads() {
    return known.entrySet().stream()
        .map(entry -> PastRuns.of(entry.getKey(), entry.getValue().history()))
        .toList();
  }

  @Override
  public Optional<KnownWorkload> workload(String workload) {
    return Optional.ofNullable(known.get(workload));
  }

  @Override
  public List<LiveApplication> running(int limit) {
    List<Run> newest = new ArrayList<>(runs);
    Collections.reverse(newest);
    return newest.stream()
        .limit(limit)
        .filter(run -> !run.application().ended())
        .map(LiveApplication::of)
        .toList();
  }

  @Override
  public Optional<RunInTime> inTime(String applicationId) {
    return run(applicationId).map(RunInTime::of);
  }

  @Override
  public List<StageStatistics> stages(String applicationId, int limit) {
    return run(applicationId).stream()
        .flatMap(run -> run.stages().stream().map(stage -> StageStatisticsView.of(run, stage)))
        .limit(limit)
        .toList();
  }

  private Optional<Run> run(String applicationId) {
    return runs.stream()
        .filter(run -> run.application().applicationId().equals(applicationId))
        .findFirst();
  }
}
