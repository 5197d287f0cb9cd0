package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Forecast;
import io.attune.schemas.ForecastPoint;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.observe.ObserveStores;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceDuringRunScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);

  @TempDir Path state;

  private Pipeline pipeline() {
    return new Pipeline(state, Map.of());
  }

  private static Map<String, String> expected(RunBuilder story) {
    Assessment assessment =
        Advisor.standard(RuleTable.standard()).assess(story.build(), WorkloadHistory.empty());
    Map<String, String> etags = new TreeMap<>();
    assessment.recommendations().forEach(r -> etags.put(RecommendationKey.of(r), r.getEtag()));
    return etags;
  }

  @Test
  void theFrontOfTimeAndCostComesWithTheEnd() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(TICK);
      assertThat(pipeline.forecasts).as("while the application runs").isEmpty();

      pipeline.send(events.stream().filter(StreamStories::isEnd).toList());
      pipeline.advance(TICK);

      Forecast forecast = pipeline.forecasts.get("skewed-join");
      assertThat(forecast.getObjective()).isEqualTo("balanced");
      assertThat(forecast.getUnit()).isEqualTo("unit");
      assertThat(forecast.getPoints())
          .extracting(ForecastPoint::getSlots)
          .doesNotHaveDuplicates()
          .isSorted()
          .contains(4);
      assertThat(forecast.getPoints()).filteredOn(ForecastPoint::getCurrent).hasSize(1);
      assertThat(pipeline.recommendations.keySet())
          .noneMatch(key -> key.contains("executor.instances"));
      assertThat(forecast.getPoints())
          .as("no recommendation asks for another size")
          .noneMatch(ForecastPoint::getChosen);
      assertThat(forecast.getPoints())
          .allSatisfy(point -> assertThat(point.getCost()).isPositive())
          .extracting(ForecastPoint::getSpanMs)
          .isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void adviceComesBeforeTheEndAndIsTheAssessmentAtTheEnd() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).as("while the application runs").isNotEmpty();
      assertThat(pipeline.recommendations.keySet()).allMatch(k -> k.startsWith("skewed-join/"));

      pipeline.send(events.stream().filter(StreamStories::isEnd).toList());
      pipeline.advance(TICK);
      assertThat(pipeline.etags()).isEqualTo(expected(StreamStories.skewedJoin())).isNotEmpty();
      assertThat(pipeline.statistics).hasSize(2);
      assertThat(pipeline.statistics.values())
          .allSatisfy(s -> assertThat(s.getCompleteness()).isEqualTo(1.0));
    }
  }

  @Test
  void longStageIsJudgedWhileItRuns() {
    List<SpecificRecord> events =
        RunBuilder.application("long-stage")
            .executors(2, 2, "1g")
            .stage(
                "crunch",
                200,
                s ->
                    s.stillRunning()
                        .tasks((t, i) -> t.durationMs(20_000).spill(4L << 30, 1L << 30)))
            .events();
    try (Pipeline pipeline = pipeline()) {
      List<SpecificRecord> tasks = events.stream().filter(TaskMetrics.class::isInstance).toList();
      pipeline.send(events.stream().filter(e -> !(e instanceof TaskMetrics)).toList());
      pipeline.advance(TICK);
      pipeline.send(tasks.subList(0, 31));
      pipeline.advance(TICK);
      assertThat(pipeline.statistics.values().stream().mapToInt(s -> s.getTasksSeen()).sum())
          .as("too few to judge")
          .isZero();
      pipeline.send(tasks.get(31));
      pipeline.advance(TICK);
      assertThat(pipeline.statistics.values()).extracting(s -> s.getTasksSeen()).contains(32);
    }
  }

  @Test
  void everyOrderAndEveryRepetitionEndsTheSame() {
    RunBuilder story = StreamStories.skewedJoin();
    Map<String, String> expected = expected(story);
    Random random = new Random(20260105);
    for (int round = 0; round < 5; round++) {
      List<SpecificRecord> events = new ArrayList<>(story.events());
      events.addAll(story.events());
      Collections.shuffle(events, random);
      try (Pipeline pipeline = new Pipeline(state.resolve("round-" + round), Map.of())) {
        for (int i = 0; i < events.size(); i++) {
          pipeline.send(events.get(i));
          if (random.nextInt(20) == 0) {
            pipeline.advance(TICK);
          }
        }
        pipeline.advance(TICK);
        assertThat(pipeline.etags()).as("round %s", round).isEqualTo(expected);
      }
    }
  }

  @Test
  void repeatedEventsOfAnEndedApplicationPublishNothingNew() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(events);
      pipeline.advance(TICK);
      int before = pipeline.changes.size();
      pipeline.send(events);
      pipeline.advance(TICK);
      assertThat(pipeline.changes).hasSize(before);
    }
  }

  @Test
  void tasksThatComeAfterTheEndAreStillCounted() {
    RunBuilder story = StreamStories.skewedJoin();
    List<SpecificRecord> late =
        story.events().stream().filter(TaskMetrics.class::isInstance).toList();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(story.events().stream().filter(e -> !(e instanceof TaskMetrics)).toList());
      pipeline.advance(TICK);
      pipeline.send(late);
      pipeline.advance(TICK);
      assertThat(pipeline.etags()).isEqualTo(expected(story));
    }
  }

  @Test
  void adviceThatTheNextRunNoLongerGivesIsWithdrawn() {
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.skewedJoin().events());
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).isNotEmpty();

      List<SpecificRecord> healthy =
          later(
              RunBuilder.application("healthy again")
                  .workload("skewed-join")
                  .executors(2, 2, "1g")
                  .stage("scan", 8, s -> s.tasks((t, i) -> t.durationMs(3_000)))
                  .ended()
                  .events(),
              Duration.ofDays(1));
      pipeline.send(healthy);
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).isEmpty();
      assertThat(pipeline.changes.get(pipeline.changes.size() - 1).value)
          .as("a tombstone")
          .isNull();
    }
  }

  @Test
  void stateOfEndedAndOfSilentApplicationsGoesAndHistoryStays() {
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.skewedJoin().events());
      pipeline.send(StreamStories.begun("silent").events());
      pipeline.advance(TICK);
      assertThat(pipeline.stored(ObserveStores.APPLICATIONS)).isEqualTo(2);

      pipeline.advance(Duration.ofHours(2));
      pipeline.advance(Duration.ofSeconds(10));
      assertThat(pipeline.stored(ObserveStores.APPLICATIONS)).as("the ended one").isEqualTo(1);
      assertThat(pipeline.stored(ObserveStores.STAGES)).isEqualTo(2);

      pipeline.advance(Duration.ofDays(2));
      pipeline.advance(Duration.ofSeconds(10));
      for (String store :
          List.of(
              ObserveStores.APPLICATIONS,
              ObserveStores.STAGES,
              ObserveStores.ACTIVITIES,
              ObserveStores.EXPIRY,
              "current-runs",
              "current-run-stages",
              "run-expiry")) {
        assertThat(pipeline.stored(store)).as(store).isZero();
      }
      assertThat(pipeline.stored("workload-history")).isEqualTo(2);
      assertThat(pipeline.recommendations).as("expiry withdraws nothing").isNotEmpty();
    }
  }

  @Test
  void snapshotsOfManyStagesAreCutAndArriveWhole() {
    RunBuilder story = RunBuilder.application("many-stages").executors(2, 2, "1g");
    for (int i = 0; i < 30; i++) {
      story.stage("stage " + i, 40, s -> s.tasks((t, k) -> t.durationMs(100 + 13 * k)));
    }
    story.ended();
    try (Pipeline pipeline = new Pipeline(state, Map.of("advice.snapshot.bytes", "2KiB"))) {
      pipeline.send(story.events());
      pipeline.advance(TICK);
      assertThat(pipeline.stored("current-run-stages")).isEqualTo(30);
      assertThat(pipeline.metrics.registry().get("attune.assessments").counter().count())
          .as("judged once, when the last part is in")
          .isEqualTo(1);
      assertThat(pipeline.etags()).isEqualTo(expected(story));
    }
  }

  /** The same events of an application that started later. */
  private static List<SpecificRecord> later(List<SpecificRecord> events, Duration by) {
    return events.stream().map(event -> Shifted.by(event, by)).toList();
  }
}
