package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunningTask;
import io.attune.schemas.RunningTasks;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The bundled runs as they went, with a heartbeat every ten seconds that tells of the tasks that
 * had run for as long by then: what they had read and spilled is taken for even over their time.
 * What is said early of a healthy run is a false word.
 */
class EarlyWordsTest {
  private static final Path SAMPLES = Path.of("..", "sample-runs");
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Advisor ADVISOR = Advisor.standard(RuleTable.standard());

  /**
   * What was said of a run.
   *
   * @param early rules that spoke of tasks that still ran
   * @param last rules that spoke in the end
   */
  private record Words(String run, Set<String> early, List<Recommendation> last) {
    Set<String> takenBack() {
      Set<String> left = new TreeSet<>(early);
      last.forEach(each -> left.remove(each.getRuleId()));
      return left;
    }
  }

  /** An event at its time. */
  private record Timed(Instant time, Consumer<RunCollector> event) {}

  @Test
  void nothingFalseIsLeftAtTheEndAndHealthyRunsHearNothingEarly() throws IOException {
    List<String> healthy = new ArrayList<>();
    List<Words> all = new ArrayList<>();
    for (JsonNode run :
        new ObjectMapper(new YAMLFactory())
            .readTree(SAMPLES.resolve("expected.yaml").toFile())
            .required("runs")) {
      String name = run.required("run").asText();
      if (run.required("must").isEmpty()) {
        healthy.add(name);
      }
      all.add(replay(name, SAMPLES.resolve("logs").resolve(run.required("log").asText())));
    }

    assertThat(healthy).hasSizeGreaterThan(8);
    assertThat(all)
        .flatExtracting(Words::last)
        .noneMatch(said -> said.getSummary().contains("still run"));
    assertThat(all)
        .filteredOn(words -> healthy.contains(words.run()))
        .flatExtracting(Words::early)
        .isEmpty();
    assertThat(all.stream().map(Words::early).flatMap(Set::stream).collect(Collectors.toSet()))
        .as("there is something to say early of the others")
        .isNotEmpty();
    assertThat(all).flatExtracting(Words::takenBack).as("taken back").isEmpty();
  }

  private static Words replay(String name, Path log) {
    List<Timed> events = new ArrayList<>();
    List<TaskMetrics> tasks = new ArrayList<>();
    new EventLogReader()
        .read(EventLogs.find(List.of(log)).get(0), sink(events, tasks), ReadProgress.NONE);
    events.sort(Comparator.comparing(Timed::time));
    RunCollector run = new RunCollector();
    Set<String> early = new TreeSet<>();
    Instant beat = events.get(0).time().plus(HEARTBEAT);
    for (Timed event : events) {
      for (; event.time().isAfter(beat); beat = beat.plus(HEARTBEAT)) {
        early.addAll(said(run, running(tasks, beat)));
      }
      event.event().accept(run);
    }
    return new Words(
        name,
        early,
        ADVISOR.assess(run.run().orElseThrow(), WorkloadHistory.empty()).recommendations());
  }

  private static Set<String> said(RunCollector run, LifecycleEvent running) {
    if (running.getRunningTasks().getTasks().isEmpty()) {
      return Set.of();
    }
    run.lifecycle(running);
    return ADVISOR
        .assess(run.run().orElseThrow(), WorkloadHistory.empty())
        .recommendations()
        .stream()
        .filter(said -> said.getSummary().contains("still run"))
        .map(Recommendation::getRuleId)
        .collect(Collectors.toSet());
  }

  private static LifecycleEvent running(List<TaskMetrics> tasks, Instant now) {
    List<RunningTask> running =
        tasks.stream()
            .filter(task -> task.getFinishTime().isAfter(now))
            .filter(task -> !task.getLaunchTime().plus(HEARTBEAT).isAfter(now))
            .sorted(Comparator.comparing(TaskMetrics::getLaunchTime))
            .limit(32)
            .map(task -> soFar(task, now))
            .toList();
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(tasks.isEmpty() ? "" : tasks.get(0).getApplicationId());
    event.setKind(LifecycleKind.RUNNING_TASKS);
    event.setEventTime(now);
    event.setRunningTasks(new RunningTasks(running));
    return event;
  }

  private static RunningTask soFar(TaskMetrics task, Instant now) {
    double share =
        (double) Duration.between(task.getLaunchTime(), now).toMillis()
            / Duration.between(task.getLaunchTime(), task.getFinishTime()).toMillis();
    RunningTask running = new RunningTask();
    running.setStageId(task.getStageId());
    running.setStageAttempt(task.getStageAttempt());
    running.setTaskId(task.getTaskId());
    running.setTaskIndex(task.getTaskIndex());
    running.setTaskAttempt(task.getTaskAttempt());
    running.setExecutorId(task.getExecutorId());
    running.setHost(task.getHost());
    running.setLaunchTime(task.getLaunchTime());
    running.setMeasuredTime(now);
    TaskMetricValues all = task.getMetrics();
    if (all != null) {
      running.setJvmGcTimeMs(part(share, all.getJvmGcTimeMs()));
      running.setMemoryBytesSpilled(part(share, all.getMemoryBytesSpilled()));
      running.setDiskBytesSpilled(part(share, all.getDiskBytesSpilled()));
      running.setInputBytes(part(share, all.getInputBytes()));
      running.setInputRecords(part(share, all.getInputRecords()));
      running.setShuffleBytesRead(
          part(share, all.getShuffleRemoteBytesRead() + all.getShuffleLocalBytesRead()));
      running.setShuffleRecordsRead(part(share, all.getShuffleRecordsRead()));
    }
    return running;
  }

  private static long part(double share, long whole) {
    return Math.round(share * whole);
  }

  private static EventSink sink(List<Timed> events, List<TaskMetrics> tasks) {
    return new EventSink() {
      @Override
      public void task(TaskMetrics event) {
        tasks.add(event);
        events.add(new Timed(event.getFinishTime(), run -> run.task(event)));
      }

      @Override
      public void executor(ExecutorMetrics event) {
        events.add(new Timed(event.getEventTime(), run -> run.executor(event)));
      }

      @Override
      public void lifecycle(LifecycleEvent event) {
        events.add(new Timed(event.getEventTime(), run -> run.lifecycle(event)));
      }
    };
  }
}
