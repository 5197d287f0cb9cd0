package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageStatisticsView;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.StageStatistics;
import io.attune.streams.advise.AdviseStores;
import io.attune.streams.advise.KnownWorkload;
import io.attune.streams.advise.WorkloadQueries;
import io.attune.streams.observe.Activity;
import io.attune.streams.observe.ObserveStores;
import io.attune.streams.store.LiveStores;
import io.attune.streams.store.StageId;
import io.attune.streams.store.StoredValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Reads the stores of this instance, as of the last commit. */
public final class StoreQueries implements Runs {
  /** Stages that are looked at for what an application did over time: the last ones. */
  private static final int MOST_STAGES = 4_096;

  /** The same where many applications are looked at. */
  private static final int MOST_STAGES_OF_EACH = 400;

  private final KafkaStreams streams;

  private final WorkloadQueries workloads;

  private record LastEvent(String applicationId, long atMs) {}

  /** Of a Kafka Streams application that may still be starting. */
  public StoreQueries(KafkaStreams streams, WorkloadQueries workloads) {
    this.streams = requireNonNull(streams, "streams is null");
    this.workloads = requireNonNull(workloads, "workloads is null");
  }

  @Override
  public boolean isWhole() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public List<ApplicationSummary> applications(int limit) {
    PriorityQueue<LastEvent> newest =
        new PriorityQueue<>(Comparator.comparingLong(LastEvent::atMs));
    for (StoredValues<String, Activity> activities :
        this.<String, Activity>stored(ObserveStores.ACTIVITIES)) {
      activities.eachStored(
          (applicationId, activity) -> {
            newest.add(new LastEvent(applicationId, activity.lastEventMs()));
            if (newest.size() > limit) {
              newest.poll();
            }
            return true;
          });
    }
    List<ApplicationSummary> applications = new ArrayList<>();
    while (!newest.isEmpty()) {
      application(newest.poll().applicationId())
          .ifPresent(a -> applications.add(ApplicationSummary.of(a)));
    }
    Collections.reverse(applications);
    return applications;
  }

  @Override
  public Optional<ApplicationState> application(String applicationId) {
    for (StoredValues<String, ApplicationState> store :
        this.<String, ApplicationState>stored(ObserveStores.APPLICATIONS)) {
      Optional<ApplicationState> found = store.stored(applicationId);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean knowsWorkload(String workload) {
    for (StoredValues<String, Object> store : this.<String, Object>stored(AdviseStores.WORKLOADS)) {
      if (store.stored(workload).isPresent()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<PastRuns> workloads() {
    List<PastRuns> all = new ArrayList<>();
    workloads.each((workload, history) -> all.add(PastRuns.of(workload, history)));
    return all;
  }

  @Override
  public Optional<KnownWorkload> workload(String workload) {
    return workloads.known(workload);
  }

  @Override
  public List<LiveApplication> running(int limit) {
    return applications(limit).stream()
        .filter(application -> !application.ended())
        .flatMap(application -> run(application.id(), MOST_STAGES_OF_EACH).stream())
        .map(LiveApplication::of)
        .toList();
  }

  @Override
  public Optional<RunInTime> inTime(String applicationId) {
    return run(applicationId, MOST_STAGES).map(RunInTime::of);
  }

  @Override
  public List<StageStatistics> stages(String applicationId, int limit) {
    return run(applicationId, limit).stream()
        .flatMap(run -> run.stages().stream().map(stage -> StageStatisticsView.of(run, stage)))
        .toList();
  }

  /** An application with the statistics of its last stages. */
  private Optional<Run> run(String applicationId, int limit) {
    Optional<ApplicationState> application = application(applicationId);
    if (application.isEmpty()) {
      return Optional.empty();
    }
    List<StageState> states = new ArrayList<>();
    for (StoredValues<StageId, StageState> store :
        this.<StageId, StageState>stored(ObserveStores.STAGES)) {
      store.eachStored(StageId.prefix(applicationId), (id, state) -> states.add(state));
    }
    List<StageState> last = states.subList(Math.max(0, states.size() - limit), states.size());
    return Optional.of(new Run(application.get(), last));
  }

  private <K, V> List<StoredValues<K, V>> stored(String name) {
    try {
      return streams.store(StoreQueryParameters.fromNameAndType(name, LiveStores.<K, V>stored()));
    } catch (InvalidStateStoreException e) {
      // Starting, or a rebalance: nothing to show just now.
      return List.of();
    }
  }
}
