package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.SettingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings that say how many executors a cluster of fixed size has. A standalone cluster gives
 * as many as {@code spark.cores.max} has room for, and heeds {@code spark.executor.instances} not
 * at all; elsewhere that is the one.
 */
final class ExecutorKnobs {
  static final String INSTANCES = "spark.executor.instances";
  static final String CORES_MAX = "spark.cores.max";
  static final String CORES = "spark.executor.cores";

  private ExecutorKnobs() {}

  static boolean isStandalone(SparkSettings settings) {
    String master = settings.value("spark.master").orElse("");
    return master.startsWith("spark://") || master.startsWith("local-cluster[");
  }

  /**
   * What to set for so many executors.
   *
   * @param now executors there are
   * @param coresNow cores of each
   * @param executors executors there should be
   * @param lower below this there would be too few
   * @param upper above this there would be too many
   * @param cores cores that each should have
   */
  static List<SettingChange> settings(
      RuleContext context,
      long now,
      int coresNow,
      long executors,
      long lower,
      long upper,
      int cores) {
    SparkSettings settings = context.settings();
    List<SettingChange> knobs = new ArrayList<>();
    if (!isStandalone(settings)) {
      knobs.add(count(settings, INSTANCES, now, executors, lower, upper));
      return changed(knobs);
    }
    knobs.add(
        count(
            settings, CORES_MAX, now * coresNow, executors * cores, lower * cores, upper * cores));
    if (cores == coresNow && !settings.isSet(CORES)) {
      // Without it, fewer cores would be fewer on each executor instead of fewer executors.
      knobs.add(SettingChange.of(CORES, Integer.toString(cores), "count").magnitude(cores).build());
    }
    if (settings.isSet(INSTANCES)) {
      // Heeded nowhere on such a cluster, but the two are not to contradict each other.
      knobs.add(count(settings, INSTANCES, now, executors, lower, upper));
    }
    return changed(knobs);
  }

  private static List<SettingChange> changed(List<SettingChange> knobs) {
    knobs.removeIf(knob -> knob.current().equals(Optional.of(knob.recommended())));
    return knobs;
  }

  private static SettingChange count(
      SparkSettings settings, String property, long now, long wanted, long lower, long upper) {
    return SettingChange.count(
        property, now, wanted, lower, upper, wanted, ExplicitValue.of(settings, property));
  }
}
