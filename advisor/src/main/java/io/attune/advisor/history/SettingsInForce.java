package io.attune.advisor.history;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values that were in force in a run of the properties that matter to it: those in {@link
 * #ALWAYS}, and every other one that advice has named for the workload.
 *
 * <p>Where a session or a job set a property, the value of the stages with the most task time
 * counts. What Spark derives where nothing is set (the heap of a profile, cores of an executor,
 * overhead, a fixed number of executors) is taken from what was seen.
 */
public final class SettingsInForce {
  /** Properties that change the time or the cost of most runs. */
  static final List<String> ALWAYS =
      List.of(
          "spark.default.parallelism",
          "spark.driver.cores",
          "spark.driver.memory",
          "spark.dynamicAllocation.enabled",
          "spark.dynamicAllocation.executorIdleTimeout",
          "spark.dynamicAllocation.maxExecutors",
          "spark.dynamicAllocation.minExecutors",
          "spark.executor.cores",
          "spark.executor.instances",
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.memory.fraction",
          "spark.memory.offHeap.enabled",
          "spark.memory.offHeap.size",
          "spark.speculation",
          "spark.sql.adaptive.advisoryPartitionSizeInBytes",
          "spark.sql.adaptive.autoBroadcastJoinThreshold",
          "spark.sql.adaptive.coalescePartitions.enabled",
          "spark.sql.adaptive.coalescePartitions.initialPartitionNum",
          "spark.sql.adaptive.coalescePartitions.parallelismFirst",
          "spark.sql.adaptive.enabled",
          "spark.sql.adaptive.skewJoin.enabled",
          "spark.sql.adaptive.skewJoin.skewedPartitionFactor",
          "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes",
          "spark.sql.autoBroadcastJoinThreshold",
          "spark.sql.files.maxPartitionBytes",
          "spark.sql.files.minPartitionNum",
          "spark.sql.files.openCostInBytes",
          "spark.sql.shuffle.partitions",
          "spark.task.cpus");

  /** Properties remembered at most, so that what is kept of a run stays small. */
  static final int MOST = 64;

  private SettingsInForce() {}

  /**
   * Values by property; a property whose value is not known is not in it.
   *
   * @param named properties to look for beside those that always matter
   */
  public static SortedMap<String, String> of(Run run, Collection<String> named) {
    TreeSet<String> properties = new TreeSet<>(ALWAYS);
    named.stream().sorted().limit(MOST - ALWAYS.size()).forEach(properties::add);
    Map<SparkSettings, Long> weights = new HashMap<>();
    for (StageState stage : run.stages()) {
      weights.merge(run.settingsFor(stage), stage.sum(TaskMetric.DURATION_MS), Long::sum);
    }
    SortedMap<String, String> values = new TreeMap<>();
    for (String property : properties) {
      value(run.application(), weights, property).ifPresent(text -> values.put(property, text));
    }
    return values;
  }

  private static Optional<String> value(
      ApplicationState application, Map<SparkSettings, Long> weights, String property) {
    Optional<String> platform = PlatformProperties.databricksPath(property);
    if (platform.isPresent()) {
      return DatabricksCluster.of(application).flatMap(c -> c.setting(platform.get()));
    }
    Optional<String> derived = derived(application, property);
    if (derived.isPresent()) {
      return derived;
    }
    Map<String, Long> byValue = new TreeMap<>();
    weights.forEach(
        (settings, weight) ->
            settings.value(property).ifPresent(text -> byValue.merge(text, weight, Long::sum)));
    return byValue.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .or(() -> application.settings().value(property));
  }

  private static Optional<String> derived(ApplicationState application, String property) {
    SparkSettings settings = application.settings();
    boolean remote = !settings.isLocal();
    return switch (property) {
      case "spark.executor.memory" ->
          remote
              ? Optional.of(SettingChange.formatBytes(settings.executorHeapBytes()))
              : Optional.empty();
      case "spark.executor.memoryOverhead" ->
          remote
              ? Optional.of(SettingChange.formatBytes(settings.executorOverheadBytes()))
              : Optional.empty();
      case "spark.executor.cores" ->
          remote
              ? known(settings.executorCores())
                  .or(() -> positive(application.slots().coresPerExecutor()))
              : Optional.empty();
      case "spark.executor.instances" ->
          remote && !settings.dynamicAllocation() && !settings.isSet(property)
              ? positive(application.slots().peakExecutors())
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> known(OptionalLong value) {
    return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
  }

  private static Optional<String> positive(int value) {
    return value > 0 ? Optional.of(Integer.toString(value)) : Optional.empty();
  }
}
