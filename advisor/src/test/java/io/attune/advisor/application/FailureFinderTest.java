package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.SqlExecutionEnded;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class FailureFinderTest {
  private static final String ABORTED =
      "Job aborted due to stage failure: Task 3 in stage %d.0 failed 4 times\nCaused by: %s";

  private static RunBuilder story() {
    return RunBuilder.application("nightly").executors(1, 2, "1g");
  }

  private static ApplicationState with(RunBuilder story, long execution, String error) {
    ApplicationState application = story.build().application();
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(story.applicationId());
    event.setKind(LifecycleKind.SQL_EXECUTION_ENDED);
    Instant end = application.lastEventTime().orElseThrow();
    event.setEventTime(end);
    event.setSqlExecutionEnded(new SqlExecutionEnded(execution, end, error));
    application.apply(event);
    return application;
  }

  @Test
  void nothingFailed() {
    RunBuilder story = story().stage("collect", 1, s -> s.tasks((t, i) -> t.durationMs(5)));

    assertThat(story.build().application().failures()).isEmpty();
  }

  @Test
  void jobsOfNoQueryEachWithItsExceptionAndStage() {
    RunBuilder story = story();
    story.job(
        job ->
            job.stage("count", 1, s -> s.tasks((t, i) -> t.durationMs(5)))
                .fails(ABORTED.formatted(0, "com.acme.BadRow: row 7")));
    story.job(
        job ->
            job.stage("save", 1, s -> s.tasks((t, i) -> t.durationMs(5)))
                .fails(ABORTED.formatted(1, "ValueError: bad")));

    assertThat(story.build().application().failures())
        .satisfiesExactly(
            first -> {
              assertThat(first.root()).contains(new ErrorRoot("com.acme.BadRow", "row 7"));
              assertThat(first.stages()).containsExactly(new StageKey(0, 0));
              assertThat(first.jobIds()).containsExactly(0);
              assertThat(first.sqlExecutionId()).isEmpty();
            },
            second -> {
              assertThat(second.root()).contains(new ErrorRoot("ValueError", "bad"));
              assertThat(second.stages()).containsExactly(new StageKey(1, 0));
            });
  }

  @Test
  void upToSpark33AQueryFailsWithItsJob() {
    RunBuilder story = story();
    story.job(
        job ->
            job.stage("save", 1, s -> s.sql(4).tasks((t, i) -> t.durationMs(5)))
                .fails(ABORTED.formatted(0, "java.io.IOException: disk")));

    assertThat(story.build().application().failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.sqlExecutionId()).hasValue(4);
              assertThat(failure.root()).contains(new ErrorRoot("java.io.IOException", "disk"));
            });
  }

  @Test
  void aBroadcastThatTimedOutFailsItsQueryThoughTheJobWasCancelled() {
    RunBuilder story = story();
    story.job(
        job ->
            job.stage("broadcast", 1, s -> s.sql(7).tasks((t, i) -> t.durationMs(5)))
                .fails("Job 0 cancelled part of cancelled job tag broadcast exchange"));

    assertThat(story.build().application().failures()).isEmpty();
    assertThat(with(story, 7, "The broadcast could not be executed in 6 secs.").failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.sqlExecutionId()).hasValue(7);
              assertThat(failure.message())
                  .isEqualTo("The broadcast could not be executed in 6 secs.");
              assertThat(failure.root()).isEmpty();
            });
  }

  @Test
  void whatSomebodyCancelledDidNotFail() {
    RunBuilder story = story();
    story.job(
        job ->
            job.stage("count", 1, s -> s.sql(7).tasks((t, i) -> t.durationMs(5)))
                .fails("Job 0 cancelled part of cancelled job group g"));

    assertThat(with(story, 7, "Job 0 cancelled part of cancelled job group g").failures())
        .isEmpty();
  }

  @Test
  void aQueryMayFailWithoutAJob() {
    RunBuilder story = story().stage("count", 1, s -> s.sql(2).tasks((t, i) -> t.durationMs(5)));

    assertThat(
            with(
                    story,
                    2,
                    "org.apache.spark.sql.AnalysisException: no such table\nCaused by: x.Y: z")
                .failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.root()).contains(new ErrorRoot("x.Y", "z")));
  }

  @Test
  void upToSpark33ABroadcastIsCancelledWhenItsTimeIsOver() {
    assertThat(broadcasting(6_500).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.sqlExecutionId()).hasValue(4);
              assertThat(failure.message()).contains("spark.sql.broadcastTimeout of 6 secs");
            });
    assertThat(broadcasting(2_000).failures())
        .as("cancelled before, as adaptive execution does with what it no longer wants")
        .isEmpty();
  }

  /** Without the error that Spark tells of an SQL execution from 3.4 on. */
  private static ApplicationState broadcasting(long millis) {
    RunBuilder story =
        RunBuilder.application("nightly")
            .sparkVersion("3.3.1")
            .property("spark.sql.broadcastTimeout", "6")
            .executors(1, 2, "1g")
            .job(
                job ->
                    job.description("broadcast exchange (runId 12)")
                        .stage("save", 1, s -> s.sql(4).tasks((t, i) -> t.durationMs(millis)))
                        .fails("Job 0 cancelled part of cancelled job group 12"));
    List<SpecificRecord> events =
        story.events().stream()
            .filter(
                event ->
                    !(event instanceof LifecycleEvent lifecycle)
                        || lifecycle.getKind() != LifecycleKind.SQL_EXECUTION_ENDED)
            .toList();
    return RunBuilder.runOf(story.applicationId(), events).application();
  }
}
