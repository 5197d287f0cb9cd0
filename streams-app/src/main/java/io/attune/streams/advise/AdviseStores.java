package io.attune.streams.advise;

import io.attune.advisor.statistics.StageState;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.store.LiveStores;
import io.attune.streams.store.StageId;
import io.attune.streams.store.StateCodec;
import io.attune.streams.store.TimeIndex;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of Advise. */
public final class AdviseStores {
  /** Past runs of each workload and what is published about it. Never expires. */
  public static final String WORKLOADS = "workload-history";

  /** Runs that are kept whole. */
  public static final String RUNS = "current-runs";

  /** Their stages. */
  public static final String STAGES = "current-run-stages";

  /** Runs by the time at which they may have expired. */
  public static final String EXPIRY = "run-expiry";

  private AdviseStores() {}

  static Set<StoreBuilder<?>> builders(AttuneConfig config, Map<String, String> changelog) {
    int partitions = config.get(Options.TOPIC_PARTITIONS);
    int runs = Math.max(16, config.get(Options.LIVE_APPLICATIONS) / partitions);
    int stages = Math.max(16, config.liveStages() / partitions);
    StateCodec<StageState> stage = StateCodec.of(StageState::toBytes, StageState::fromBytes);
    Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
    builders.add(
        LiveStores.builder(
            WORKLOADS,
            StateCodec.utf8(),
            WorkloadMemory.CODEC,
            runs,
            config.liveBytes(LiveStores.PART_OF_DEFLATED),
            changelog));
    builders.add(
        LiveStores.builder(
            RUNS,
            RunKey.CODEC,
            KeptRun.CODEC,
            runs,
            config.liveBytes(LiveStores.PART_OF_DEFLATED),
            changelog));
    builders.add(
        LiveStores.builder(
            STAGES,
            StageId.CODEC,
            stage,
            stages,
            config.liveBytes(LiveStores.PART_OF_STAGES),
            changelog));
    builders.add(TimeIndex.builder(EXPIRY, changelog));
    return builders;
  }
}
