package io.attune.streams.observe;

import io.attune.advisor.application.ApplicationState;
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

/** The stores of Observe. */
public final class ObserveStores {
  /** Facts about each application, by its id. */
  public static final String APPLICATIONS = "applications";

  /** Statistics of each stage attempt, by {@link StageId}. */
  public static final String STAGES = "stages";

  /** When the last event of each application came and what changed since its last snapshot. */
  public static final String ACTIVITIES = "activities";

  /** Applications for which a snapshot is due. */
  public static final String PENDING = "pending-snapshots";

  /** Applications by the time at which they may have expired. */
  public static final String EXPIRY = "application-expiry";

  static final StateCodec<ApplicationState> APPLICATION =
      StateCodec.of(ApplicationState::toBytes, ApplicationState::fromBytes);
  static final StateCodec<StageState> STAGE =
      StateCodec.of(StageState::toBytes, StageState::fromBytes);
  static final StateCodec<Boolean> FLAG =
      StateCodec.of(flag -> new byte[] {1}, bytes -> Boolean.TRUE);

  private ObserveStores() {}

  static Set<StoreBuilder<?>> builders(AttuneConfig config, Map<String, String> changelog) {
    int partitions = config.get(Options.TOPIC_PARTITIONS);
    int applications = share(config.get(Options.LIVE_APPLICATIONS), partitions);
    int stages = share(config.liveStages(), partitions);
    // Small, and touched by every event: as many as there can be running stages.
    int activities = Math.max(stages, applications);
    Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
    builders.add(
        LiveStores.builder(
            APPLICATIONS,
            StateCodec.utf8(),
            APPLICATION,
            applications,
            config.liveBytes(LiveStores.PART_OF_DEFLATED),
            changelog));
    builders.add(
        LiveStores.builder(
            STAGES,
            StageId.CODEC,
            STAGE,
            stages,
            config.liveBytes(LiveStores.PART_OF_STAGES),
            changelog));
    builders.add(
        LiveStores.builder(
            ACTIVITIES,
            StateCodec.utf8(),
            Activity.CODEC,
            activities,
            config.liveBytes(LiveStores.PART_OF_DEFLATED),
            changelog));
    builders.add(
        LiveStores.builder(
            PENDING, StateCodec.utf8(), FLAG, activities, Long.MAX_VALUE, changelog));
    builders.add(TimeIndex.builder(EXPIRY, changelog));
    return builders;
  }

  private static int share(int total, int partitions) {
    return Math.max(16, total / partitions);
  }
}
