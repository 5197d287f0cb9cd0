package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.statistics.StageState;
import io.attune.streams.store.LiveStores;
import io.attune.streams.store.StageId;
import io.attune.streams.store.StoredValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Reads what this instance remembers of workloads, as of the last commit. Why rules keep silent is
 * stored nowhere: the same advisor is asked about the same run with the same history once more.
 */
public final class WorkloadQueries {
  private final KafkaStreams streams;
  private final Advisor advisor;

  /** Of a Kafka Streams application that may still be starting. */
  public WorkloadQueries(KafkaStreams streams, Advisor advisor) {
    this.streams = requireNonNull(streams, "streams is null");
    this.advisor = requireNonNull(advisor, "advisor is null");
  }

  /** Every workload with its past runs. */
  public void each(BiConsumer<String, WorkloadHistory> visitor) {
    for (StoredValues<String, WorkloadMemory> store :
        this.<String, WorkloadMemory>stored(AdviseStores.WORKLOADS)) {
      store.eachStored(
          (workload, memory) -> {
            visitor.accept(workload, memory.history());
            return true;
          });
    }
  }

  /**
   * What is known of one, or of a unit inside the applications of one; empty when no run of it was
   * seen here.
   */
  public Optional<KnownWorkload> known(String workload) {
    return find(AdviseStores.WORKLOADS, workload)
        .map(memory -> known(workload, memory))
        .or(() -> JobUnit.nameIn(workload).flatMap(unit -> unit(workload, unit)));
  }

  private Optional<KnownWorkload> unit(String workload, String unit) {
    String application = JobUnit.applicationIn(workload);
    return find(AdviseStores.WORKLOADS, application)
        .filter(memory -> memory.history().units().containsKey(unit))
        .map(
            memory -> {
              WorkloadHistory history = memory.history().unit(unit);
              return new KnownWorkload(
                  history,
                  advisor.noiseShare(history),
                  known(application, memory)
                      .newest()
                      .flatMap(
                          whole ->
                              whole.units().stream()
                                  .filter(part -> part.workload().equals(workload))
                                  .findFirst()));
            });
  }

  private KnownWorkload known(String workload, WorkloadMemory memory) {
    Optional<Assessment> newest =
        memory
            .newestRun()
            .flatMap(application -> run(new RunKey(workload, application)))
            .map(run -> advisor.assess(run, memory.history()));
    return new KnownWorkload(memory.history(), advisor.noiseShare(memory.history()), newest);
  }

  private Optional<WorkloadMemory> find(String store, String workload) {
    return this.<String, WorkloadMemory>stored(store).stream()
        .flatMap(values -> values.stored(workload).stream())
        .findFirst();
  }

  private Optional<Run> run(RunKey key) {
    Optional<KeptRun> kept =
        this.<RunKey, KeptRun>stored(AdviseStores.RUNS).stream()
            .flatMap(values -> values.stored(key).stream())
            .findFirst();
    try {
      return kept.flatMap(KeptRun::application)
          .map(application -> new Run(application, stages(key, kept.get())));
    } catch (StateFormatException e) {
      // Advise says so where it reads it.
      return Optional.empty();
    }
  }

  private List<StageState> stages(RunKey key, KeptRun kept) {
    List<StoredValues<StageId, StageState>> stores = stored(AdviseStores.STAGES);
    List<StageState> stages = new ArrayList<>(kept.stages().size());
    for (long stage : kept.stages()) {
      StageId id = new StageId(key.applicationId(), (int) (stage >> 32), (int) stage);
      stores.stream().flatMap(s -> s.stored(id).stream()).findFirst().ifPresent(stages::add);
    }
    return stages;
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
