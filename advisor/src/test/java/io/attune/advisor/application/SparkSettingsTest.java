package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.SettingValue.SetBy;
import io.attune.advisor.testing.RunBuilder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  @Test
  void defaultsFollowTheVersion() {
    assertThat(settings("2.4.8").adaptive()).isFalse();
    assertThat(settings("3.1.3").adaptive()).isFalse();
    assertThat(settings("3.2.0").adaptive()).isTrue();
    assertThat(settings("4.2.0").adaptive()).isTrue();
    assertThat(settings("3.5.9").get("spark.speculation.quantile"))
        .contains(new SettingValue("spark.speculation.quantile", "0.75", SetBy.DEFAULT));
    assertThat(settings("4.0.1").get("spark.speculation.quantile"))
        .contains(new SettingValue("spark.speculation.quantile", "0.9", SetBy.DEFAULT));
    assertThat(settings("4.0.0-preview2").adaptive()).isTrue();
    assertThat(settings("3.5.9").get("spark.sql.files.minPartitionNum")).isEmpty();
    assertThat(settings("3.5.9").get("spark.no.such.property")).isEmpty();
  }

  private static SparkSettings settings(String version) {
    return RunBuilder.application("app")
        .sparkVersion(version)
        .executors(1, 2, "2g")
        .build()
        .application()
        .settings();
  }

  @Test
  void theSessionOverridesTheApplicationStageByStage() {
    Run run =
        RunBuilder.application("app")
            .property("spark.sql.shuffle.partitions", "300")
            .sqlConfig(7, "spark.sql.shuffle.partitions", "50")
            .executors(1, 2, "2g")
            .stage("plain", 2, stage -> {})
            .stage("of a session", 2, stage -> stage.sql(7))
            .job(
                job ->
                    job.property("spark.sql.adaptive.enabled", "false")
                        .stage("of a job", 2, stage -> {}))
            .build();
    ApplicationState application = run.application();
    assertThat(application.settings().shufflePartitions()).isEqualTo(300);
    assertThat(run.settingsFor(run.stages().get(0)).get("spark.sql.shuffle.partitions"))
        .contains(new SettingValue("spark.sql.shuffle.partitions", "300", SetBy.APPLICATION));
    assertThat(run.settingsFor(run.stages().get(1)).get("spark.sql.shuffle.partitions"))
        .contains(new SettingValue("spark.sql.shuffle.partitions", "50", SetBy.SESSION));
    assertThat(run.settingsFor(run.stages().get(2)).adaptive()).isFalse();
    assertThat(run.settingsFor(run.stages().get(1)).adaptive()).isTrue();
    assertThat(
            application.settingsFor(application.sqlExecution(7).orElseThrow()).shufflePartitions())
        .isEqualTo(50);
  }

  @Test
  void nonsenseIsNamed() {
    SparkSettings settings =
        RunBuilder.application("app")
            .property("spark.sql.files.maxPartitionBytes", "much")
            .property("spark.network.timeout", "later")
            .property("spark.sql.adaptive.enabled", "maybe")
            .executors(1, 2, "2g")
            .build()
            .application()
            .settings();
    assertThat(settings.bytes("spark.sql.files.maxPartitionBytes")).isEmpty();
    assertThat(settings.maxPartitionBytes()).isEqualTo(128 * SparkUnits.MIB);
    assertThat(settings.problem("spark.sql.files.maxPartitionBytes"))
        .contains(
            "spark.sql.files.maxPartitionBytes is 'much', which is not a size such as 512m or 1g.");
    assertThat(settings.problem("spark.network.timeout").orElseThrow()).contains("60s");
    assertThat(settings.problem("spark.sql.adaptive.enabled").orElseThrow())
        .contains("true or false");
    assertThat(settings.problem("spark.executor.memory")).isEmpty();
  }

  @Test
  void memoryOfAnExecutor() {
    SparkSettings settings = settings("3.5.9");
    assertThat(settings.executorHeapBytes()).isEqualTo(2 * SparkUnits.GIB);
    assertThat(settings.executorOverheadBytes()).isEqualTo(384 * SparkUnits.MIB);
    assertThat(settings.unifiedMemoryBytes()).isEqualTo((long) (1748 * SparkUnits.MIB * 0.6));
    assertThat(settings.executorCores()).isEqualTo(OptionalLong.of(2));
  }

  @Test
  void theResourceProfileKnowsBetterThanTheProperties() {
    SparkSettings settings =
        RunBuilder.application("app")
            .executors(1, 2, "2g")
            .resourceProfile(
                profile ->
                    profile
                        .setExecutorMemoryBytes(3 * SparkUnits.GIB)
                        .setExecutorCores(4)
                        .setTaskCpus(2.0))
            .build()
            .application()
            .settings();
    assertThat(settings.executorHeapBytes()).isEqualTo(3 * SparkUnits.GIB);
    assertThat(settings.executorCores()).hasValue(4);
    assertThat(settings.taskCpus()).isEqualTo(2);
  }

  @Test
  void inLocalModeTheDriverIsTheExecutor() {
    Run run =
        RunBuilder.application("app").local(3, "4g").stage("count", 6, stage -> {}).ended().build();
    ApplicationState application = run.application();
    SparkSettings settings = application.settings();
    assertThat(settings.isLocal()).isTrue();
    assertThat(settings.executorHeapBytes()).isEqualTo(4 * SparkUnits.GIB);
    assertThat(settings.executorOverheadBytes()).isZero();
    assertThat(settings.executorCores()).hasValue(3);
    assertThat(application.executors())
        .extracting(ExecutorState::executorId)
        .containsExactly("driver");
    assertThat(application.slots().peak()).isEqualTo(3);
  }
}
