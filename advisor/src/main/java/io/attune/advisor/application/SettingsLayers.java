package io.attune.advisor.application;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Settings of an application with what a session, a job or a resource profile says over them. */
final class SettingsLayers {
  private final ApplicationState application;
  private final Content content;

  SettingsLayers(ApplicationState application, Content content) {
    this.application = application;
    this.content = content;
  }

  /** Settings in force for a stage: those of its job, over its SQL execution's, over the rest. */
  SparkSettings of(StageDescriptor stage) {
    Map<String, String> session = new TreeMap<>();
    OptionalLong sql = application.sqlExecutionIdOf(stage);
    if (sql.isPresent()) {
      session.putAll(content.modifiedConfigs(sql.getAsLong()));
    }
    application.jobsOf(stage.stageId()).stream()
        .findFirst()
        .ifPresent(job -> session.putAll(job.properties()));
    return settings(session, stage.resourceProfileId());
  }

  /** Settings in force for an SQL execution. */
  SparkSettings of(SqlExecution execution) {
    Map<String, String> session = new TreeMap<>(execution.modifiedConfigs());
    application.jobs().stream()
        .filter(job -> job.sqlExecutionId().equals(OptionalLong.of(execution.executionId())))
        .findFirst()
        .ifPresent(job -> session.putAll(job.properties()));
    return settings(session, 0);
  }

  /** Settings of the application with those of a resource profile. */
  SparkSettings ofProfile(int resourceProfileId) {
    return settings(Map.of(), resourceProfileId);
  }

  private SparkSettings settings(Map<String, String> session, int resourceProfileId) {
    return new SparkSettings(
        session,
        application.properties(),
        application.sparkVersion().orElse(null),
        content.resourceProfiles.get(resourceProfileId),
        localCores());
  }

  /** Cores of the driver where tasks run in it; empty elsewhere. */
  private OptionalLong localCores() {
    if (!application.isLocal()) {
      return OptionalLong.empty();
    }
    ExecutorState driver = content.executors.get(ExecutorState.DRIVER);
    return driver != null && driver.cores() > 0
        ? OptionalLong.of(driver.cores())
        : OptionalLong.of(localThreads());
  }

  private long localThreads() {
    String master = application.property("spark.master").orElse("");
    String digits = master.replaceAll("^local\\[(\\d+).*$", "$1");
    return SparkUnits.bytes(digits, 1).orElse(1);
  }
}
