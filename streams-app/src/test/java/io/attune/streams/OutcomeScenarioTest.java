package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RecurringJob;
import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";
  private static final String KEY = "nightly/" + PARTITIONS;

  /** So many partitions over so little data that the rule advises far fewer. */
  private static final int TOO_MANY = 400;

  @TempDir Path state;

  private Pipeline pipeline() {
    return new Pipeline(state, Map.of());
  }

  private static void run(Pipeline pipeline, int night, int partitions, double input, double slow) {
    pipeline.send(RecurringJob.night(night, partitions, input, slow).events());
    pipeline.advance(TICK);
  }

  private static int advised(Pipeline pipeline) {
    return Integer.parseInt(pipeline.recommendations.get(KEY).getRecommended());
  }

  @Test
  void advisedValueThatHurtsIsMarkedOnTheNextRunAndTheOldOneAdvisedBack() {
    try (Pipeline pipeline = pipeline()) {
      run(pipeline, 1, TOO_MANY, 1, 1);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.ACTIVE);
      int advised = advised(pipeline);
      assertThat(advised).isLessThan(TOO_MANY / 4);

      // What was planted: with the advised value the job takes eight times as long.
      run(pipeline, 2, advised, 1, 8);

      assertThat(pipeline.outcomes).hasSize(1);
      assertThat(pipeline.outcomes.get(0).key).isEqualTo(KEY + "/app-nightly-2-0001");
      Outcome outcome = pipeline.outcomes.get(0).value;
      assertThat(outcome.getState()).isEqualTo(RecommendationState.REGRESSED);
      assertThat(outcome.getPrevious()).isEqualTo(Integer.toString(TOO_MANY));
      Recommendation back = pipeline.recommendations.get(KEY);
      assertThat(back.getState()).isEqualTo(RecommendationState.REGRESSED);
      assertThat(back.getRecommended()).isEqualTo(Integer.toString(TOO_MANY));
      assertThat(back.getRollback()).isEqualTo(Integer.toString(advised));
      assertThat(back.getRevision()).isGreaterThan(1);

      run(pipeline, 3, TOO_MANY, 1, 1);
      assertThat(pipeline.recommendations.get(KEY).getRecommended())
          .as("the harmful value is not advised again")
          .isEqualTo(Integer.toString(TOO_MANY));
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.SUCCEEDED);
    }
  }

  @Test
  void biggerInputDayIsNoRegression() {
    try (Pipeline pipeline = pipeline()) {
      run(pipeline, 1, TOO_MANY, 1, 1);
      int advised = advised(pipeline);
      run(pipeline, 2, advised, 6, 1);

      assertThat(pipeline.outcomes).hasSize(1);
      assertThat(pipeline.outcomes.get(0).value.getState())
          .isNotEqualTo(RecommendationState.REGRESSED);
      assertThat(pipeline.recommendations.get(KEY).getRecommended())
          .isEqualTo(Integer.toString(advised));
    }
  }

  @Test
  void adviceInForceIsAppliedDuringTheRunAndHasSucceededAtItsEnd() {
    try (Pipeline pipeline = pipeline()) {
      run(pipeline, 1, TOO_MANY, 1, 1);
      Recommendation active = pipeline.recommendations.get(KEY);
      int advised = advised(pipeline);
      List<SpecificRecord> events = RecurringJob.night(2, advised, 1).events();
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(TICK);
      Recommendation applied = pipeline.recommendations.get(KEY);
      assertThat(applied.getState()).isEqualTo(RecommendationState.APPLIED);
      assertThat(applied.getRevision()).isEqualTo(active.getRevision() + 1);
      assertThat(applied.getEtag()).isEqualTo(active.getEtag());
      assertThat(applied.getRollback()).isEqualTo(Integer.toString(TOO_MANY));
      assertThat(pipeline.outcomes).as("not before the end").isEmpty();

      pipeline.send(events.stream().filter(StreamStories::isEnd).toList());
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.SUCCEEDED);
      assertThat(pipeline.outcomes).hasSize(1);
      assertThat(pipeline.outcomes.get(0).value.getTimeShare()).isNegative();

      for (int night = 3; night < 9; night++) {
        run(pipeline, night, advised, 1, 1);
        assertThat(pipeline.recommendations.get(KEY).getState())
            .as("it stands while its value is in force, night %s", night)
            .isEqualTo(RecommendationState.SUCCEEDED);
      }
    }
  }

  @Test
  void repeatedEventsAddNoOutcomeAndChangeNothing() {
    try (Pipeline pipeline = pipeline()) {
      run(pipeline, 1, TOO_MANY, 1, 1);
      int advised = advised(pipeline);
      run(pipeline, 2, advised, 1, 8);
      int outcomes = pipeline.outcomes.size();
      int changes = pipeline.changes.size();

      run(pipeline, 2, advised, 1, 8);
      run(pipeline, 1, TOO_MANY, 1, 1);
      run(pipeline, 2, advised, 1, 8);

      assertThat(pipeline.outcomes).hasSize(outcomes);
      assertThat(pipeline.changes).hasSize(changes);
    }
  }

  @Test
  void dismissedAdviceIsPublishedOnceAndThenQuietUntilUndone() {
    try (Pipeline pipeline = pipeline()) {
      run(pipeline, 1, TOO_MANY, 1, 1);
      pipeline.decide(KEY, dismissal(PARTITIONS, null));
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.DISMISSED);
      int changes = pipeline.changes.size();

      pipeline.decide(KEY, dismissal(PARTITIONS, null));
      run(pipeline, 2, TOO_MANY, 1, 1);
      run(pipeline, 3, TOO_MANY, 1.5, 1);
      assertThat(pipeline.changes.stream().skip(changes).map(change -> change.key))
          .as("nothing about it")
          .doesNotContain(KEY);

      pipeline.decide(KEY, null);
      pipeline.advance(TICK);
      Recommendation told = pipeline.recommendations.get(KEY);
      assertThat(told.getState()).isEqualTo(RecommendationState.ACTIVE);
      assertThat(told.getApplicationId()).as("of the newest run").isEqualTo("app-nightly-3-0001");
    }
  }

  @Test
  void dismissalOfARuleHoldsForAllItSaysBeforeItIsSaidAndUntilItExpires() {
    try (Pipeline pipeline = pipeline()) {
      Instant soon = Pipeline.START.plus(Duration.ofHours(1));
      pipeline.decide("nightly/shuffle-partitions", dismissal("shuffle-partitions", soon));
      run(pipeline, 1, TOO_MANY, 1, 1);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.DISMISSED);

      pipeline.advance(Duration.ofHours(2));
      run(pipeline, 2, TOO_MANY, 1, 1);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.ACTIVE);
    }
  }

  @Test
  void decisionWithoutAWorkloadIsADeadLetter() {
    try (Pipeline pipeline = pipeline()) {
      pipeline.decide("no-slash", dismissal(PARTITIONS, null));
      pipeline.advance(TICK);
      assertThat(pipeline.deadLetters()).hasSize(1);
    }
  }

  private static Decision dismissal(String subject, Instant until) {
    return Decision.newBuilder()
        .setWorkload("nightly")
        .setSubject(subject)
        .setKind(DecisionKind.DISMISSED)
        .setValidUntil(until)
        .setDecisionTime(Pipeline.START)
        .setDecidedBy("someone")
        .setReason(null)
        .build();
  }
}
