package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.SettingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of dynamic allocation: what differs between those in force and some bounds. */
final class DynamicSettings {
  static final String ENABLED = "spark.dynamicAllocation.enabled";
  static final String MIN = "spark.dynamicAllocation.minExecutors";
  static final String MAX = "spark.dynamicAllocation.maxExecutors";
  static final String INITIAL = "spark.dynamicAllocation.initialExecutors";
  static final String IDLE = "spark.dynamicAllocation.executorIdleTimeout";
  static final String SERVICE = "spark.shuffle.service.enabled";
  private static final String CACHED_IDLE = "spark.dynamicAllocation.cachedExecutorIdleTimeout";
  private static final String TRACKING = "spark.dynamicAllocation.shuffleTracking.enabled";

  /** Spark's word for a default without end. */
  private static final String ENDLESS = "infinity";

  private final RuleContext context;
  private final SparkSettings now;
  private final DynamicSize bounds;
  private final List<SettingChange> changes = new ArrayList<>();

  private DynamicSettings(RuleContext context, DynamicSize bounds) {
    this.context = context;
    this.now = context.settings();
    this.bounds = bounds;
  }

  /**
   * What has to be changed for these bounds.
   *
   * @param executors executors that the run had at most
   */
  static List<SettingChange> of(RuleContext context, DynamicSize bounds, int executors) {
    DynamicSettings settings = new DynamicSettings(context, bounds);
    settings.switches();
    settings.bounds(executors);
    settings.idle();
    settings.cachedIdle();
    return settings.changes;
  }

  private void switches() {
    if (!now.dynamicAllocation()) {
      changes.add(SettingChange.flag(ENABLED, false, true, ExplicitValue.of(now, ENABLED)));
    }
    if (!now.flag(SERVICE).orElse(false) && !now.flag(TRACKING).orElse(false)) {
      changes.add(SettingChange.flag(TRACKING, false, true, ExplicitValue.of(now, TRACKING)));
    }
  }

  private void bounds(int executors) {
    int min = bounds.minExecutors();
    int initial = bounds.initialExecutors();
    int max = bounds.maxExecutors();
    bound(MIN, min, 0, min);
    bound(INITIAL, initial, min, max);
    bound(MAX, max, initial, Math.max(max, executors));
    if (now.isSet(ExecutorKnobs.INSTANCES)
        && now.number(ExecutorKnobs.INSTANCES).orElse(0) > initial) {
      // Spark starts with the largest of instances, initial and min.
      bound(ExecutorKnobs.INSTANCES, initial, Math.min(1, initial), initial);
    }
  }

  private void bound(String property, int wanted, int lower, int upper) {
    boolean set = now.isSet(property);
    long current = now.number(property).orElse(0);
    if (set && current == wanted || !set && property.equals(MIN) && wanted == 0) {
      return;
    }
    SettingChange setting =
        SettingChange.count(
            property, current, wanted, lower, upper, wanted, ExplicitValue.of(now, property));
    changes.add(!set && property.equals(MAX) ? setting.withCurrent(ENDLESS) : setting);
  }

  private void idle() {
    long idle = now.millis(IDLE).orElse(60_000);
    long wanted = bounds.idleTimeoutMs();
    if (Math.abs(idle - wanted) >= 1000) {
      changes.add(
          SettingChange.seconds(
              IDLE,
              Optional.of(SettingChange.formatSeconds(idle)),
              wanted,
              Math.min(wanted, Math.max(1000, bounds.executorStartMs())),
              2 * wanted,
              ExplicitValue.of(now, IDLE)));
    }
  }

  /** Only persisted RDDs count for Spark; storage memory holds broadcast tables as well. */
  private void cachedIdle() {
    boolean caches =
        context.run().application().rdds().values().stream().anyMatch(RddDescriptor::persisted);
    if (caches && now.millis(CACHED_IDLE).isEmpty()) {
      long cached = context.table().whole("dynamic-allocation.cached-idle-ms");
      long wanted = Math.max(cached, bounds.idleTimeoutMs());
      changes.add(
          SettingChange.seconds(
              CACHED_IDLE,
              Optional.of(ENDLESS),
              wanted,
              Math.min(cached, bounds.idleTimeoutMs()),
              4 * wanted,
              ExplicitValue.of(now, CACHED_IDLE)));
    }
  }
}
