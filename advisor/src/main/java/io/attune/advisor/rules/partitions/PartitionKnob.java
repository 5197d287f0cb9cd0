package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.TaskMetric;
import java.util.List;
import java.util.Optional;

/**
 * The property that decides how many partitions a stage has, if one does.
 *
 * @param property Spark property to change
 * @param current partitions it gives now
 * @param rollback what was set explicitly, if anything was
 * @param adaptive whether adaptive execution merges small partitions afterwards
 * @param auto whether Databricks chooses the number, which is then what this stage got
 */
record PartitionKnob(
    String property, long current, Optional<String> rollback, boolean adaptive, boolean auto) {
  static final String SQL = "spark.sql.shuffle.partitions";
  static final String SQL_INITIAL = "spark.sql.adaptive.coalescePartitions.initialPartitionNum";

  /** Databricks' value for "as many as the data needs", which is no number. */
  private static final String AUTO = "auto";

  static final String RDD = "spark.default.parallelism";

  /**
   * The knob of a stage. Empty when its count of partitions comes from the code ({@code
   * repartition(n)}, {@code groupByKey(n)}), from the files it scans, from the RDD it follows, or,
   * in a batch of a stream, from the checkpoint.
   */
  static Optional<PartitionKnob> of(StageFacts stage) {
    return stage.isSql() ? ofSql(stage) : ofRdd(stage);
  }

  /** Stages that have their partitions from this value of the property, all of them at work. */
  List<StageFacts> stages(RuleContext context) {
    return context.facts().stages().stream()
        .filter(stage -> stage.isFirstAttempt() && stage.tasks() > 0)
        .filter(stage -> of(stage).filter(this::isSame).isPresent())
        .toList();
  }

  private boolean isSame(PartitionKnob other) {
    return property.equals(other.property)
        && (auto ? other.auto : !other.auto && current == other.current);
  }

  /** The number of partitions now, in the words of a summary. */
  String now() {
    return auto ? "the " + Amounts.count(current) + " of auto" : Amounts.count(current);
  }

  /** A change of this property, with the value in force as it is written. */
  SettingChange written(SettingChange change) {
    return auto ? change.withCurrent(AUTO) : change;
  }

  private static Optional<PartitionKnob> ofSql(StageFacts stage) {
    if (stage.sum(TaskMetric.SHUFFLE_READ_BYTES) == 0 || stage.isOfStream()) {
      return Optional.empty();
    }
    SparkSettings settings = stage.settings();
    boolean coalescing = settings.coalescing();
    if (coalescing && settings.hasAutomaticShufflePartitions()) {
      return stage.isAdaptive()
          ? Optional.of(
              new PartitionKnob(SQL, stage.numTasks(), ExplicitValue.of(settings, SQL), true, true))
          : Optional.empty();
    }
    long initial = settings.initialShufflePartitions();
    boolean decides =
        coalescing && stage.isAdaptive()
            ? stage.numTasks() <= initial
            : stage.numTasks() == initial;
    if (!decides) {
      return Optional.empty();
    }
    String property = property(settings, coalescing);
    return Optional.of(
        new PartitionKnob(
            property, initial, ExplicitValue.of(settings, property), coalescing, false));
  }

  /** With adaptive execution the initial number counts, unless only the other one was ever set. */
  private static String property(SparkSettings settings, boolean coalescing) {
    boolean onlyPlainIsSet = settings.isSet(SQL) && !settings.isSet(SQL_INITIAL);
    return coalescing && !onlyPlainIsSet ? SQL_INITIAL : SQL;
  }

  private static Optional<PartitionKnob> ofRdd(StageFacts stage) {
    Optional<String> explicit = ExplicitValue.of(stage.settings(), RDD);
    long current = stage.settings().number(RDD).orElse(-1);
    if (explicit.isEmpty() || current != stage.numTasks()) {
      return Optional.empty();
    }
    return Optional.of(new PartitionKnob(RDD, current, explicit, false, false));
  }
}
