package io.attune.endtoend;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.load.fleet.FleetStream;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Recommendation;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.testing.StreamStories;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Two runs of each workload of a synthetic fleet, the second with the settings that were advised
 * after the first, in three parts: the first runs; the first half of each second run; the rest. All
 * second runs are under way at the end of the second part, so what is said last about each workload
 * is said by whoever gets the third.
 */
final class UpgradeLoad {
  private final List<SpecificRecord> firstRuns = new ArrayList<>();
  private final List<SpecificRecord> begun = new ArrayList<>();
  private final List<SpecificRecord> rest = new ArrayList<>();

  UpgradeLoad(int workloads, long seed, double size) {
    Fleet fleet = new Fleet(new FleetOptions(workloads, seed, 1, EnumSet.allOf(Fault.class), size));
    Map<String, String> firstOf = new HashMap<>();
    for (int i = 0; i < workloads; i++) {
      firstOf.put(fleet.workload(i).applicationId(1), fleet.workload(i).applicationId(0));
    }
    List<SpecificRecord> events = events(fleet);
    Map<String, Integer> ofEach = new HashMap<>();
    events.forEach(event -> ofEach.merge(StreamStories.applicationId(event), 1, Integer::sum));
    Map<String, RunCollector> collected = new HashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (SpecificRecord event : events) {
      String application = StreamStories.applicationId(event);
      if (!firstOf.containsKey(application)) {
        firstRuns.add(event);
        event(event, collected.computeIfAbsent(application, id -> new RunCollector()));
      } else if (seen.merge(application, 1, Integer::sum) <= ofEach.get(application) / 2) {
        begun.add(event);
      } else {
        rest.add(event);
      }
    }
    Advisor advisor = Advisor.standard(RuleTable.standard());
    for (SpecificRecord event : begun) {
      if (event instanceof LifecycleEvent change && change.getEnvironmentUpdated() != null) {
        Run first = collected.get(firstOf.get(change.getApplicationId())).run().orElseThrow();
        for (Recommendation advice :
            advisor.assess(first, WorkloadHistory.empty()).recommendations()) {
          if (advice.getProperty() != null && advice.getRecommended() != null) {
            change
                .getEnvironmentUpdated()
                .getSparkProperties()
                .put(advice.getProperty(), advice.getRecommended());
          }
        }
      }
    }
  }

  private static List<SpecificRecord> events(Fleet fleet) {
    List<SpecificRecord> events = new ArrayList<>();
    FleetStream stream =
        new FleetStream(fleet, 2, fleet.size(), EventSink.to(events::add), false, workload -> {});
    boolean more = true;
    while (more) {
      more = stream.next();
    }
    return events;
  }

  private static void event(SpecificRecord event, EventSink sink) {
    if (event instanceof TaskMetrics task) {
      sink.task(task);
    } else if (event instanceof ExecutorMetrics executor) {
      sink.executor(executor);
    } else {
      sink.lifecycle((LifecycleEvent) event);
    }
  }

  List<SpecificRecord> firstRuns() {
    return firstRuns;
  }

  List<SpecificRecord> begun() {
    return begun;
  }

  List<SpecificRecord> rest() {
    return rest;
  }

  /** The second and the third part. */
  List<SpecificRecord> secondRuns() {
    List<SpecificRecord> events = new ArrayList<>(begun);
    events.addAll(rest);
    return events;
  }

  int applications() {
    Set<String> applications = new HashSet<>();
    firstRuns.forEach(event -> applications.add(StreamStories.applicationId(event)));
    begun.forEach(event -> applications.add(StreamStories.applicationId(event)));
    return applications.size();
  }

  /** Tasks that were sent as successful and attempts that were not, by stage attempt. */
  Map<String, Tasks> tasks() {
    Map<String, Set<Integer>> succeeded = new HashMap<>();
    Map<String, Set<Long>> others = new HashMap<>();
    for (List<SpecificRecord> part : List.of(firstRuns, begun, rest)) {
      for (SpecificRecord event : part) {
        if (event instanceof TaskMetrics task) {
          String stage =
              task.getApplicationId() + "/" + task.getStageId() + "/" + task.getStageAttempt();
          succeeded.computeIfAbsent(stage, key -> new HashSet<>());
          others.computeIfAbsent(stage, key -> new HashSet<>());
          if (task.getEndReason() == TaskEndReason.SUCCESS) {
            succeeded.get(stage).add(task.getTaskIndex());
          } else {
            others.get(stage).add(task.getTaskId());
          }
        }
      }
    }
    Map<String, Tasks> tasks = new TreeMap<>();
    succeeded.forEach(
        (stage, tasksOf) -> tasks.put(stage, new Tasks(tasksOf.size(), others.get(stage).size())));
    return tasks;
  }

  /**
   * Tasks of a stage attempt.
   *
   * @param succeeded distinct tasks that succeeded
   * @param unsuccessful attempts that failed or were killed
   */
  record Tasks(int succeeded, int unsuccessful) {}
}
