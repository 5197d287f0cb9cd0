package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Recommendation;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that nobody ends: a terminated cluster, a killed driver. */
class SilentApplicationScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final String WORKLOAD = "skewed-join";

  @TempDir Path state;

  private Pipeline pipeline() {
    return new Pipeline(state, Map.of("application.silent.end", "30m"));
  }

  @Test
  void oneOfWhichNothingComesIsJudgedAndSized() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(Duration.ofMinutes(29));
      assertThat(pipeline.forecasts).as("it may still go on").isEmpty();
      assertThat(conditions(pipeline)).contains("still-running");

      pipeline.advance(Duration.ofMinutes(2));
      pipeline.advance(TICK);
      assertThat(pipeline.forecasts).containsKey(WORKLOAD);
      assertThat(conditions(pipeline)).isNotEmpty().doesNotContain("still-running");
    }
  }

  @Test
  void itGoesOnWhenItSpeaksAgain() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(Duration.ofMinutes(31));
      pipeline.advance(TICK);
      assertThat(conditions(pipeline)).doesNotContain("still-running");

      pipeline.send(events.stream().filter(StreamStories::isEnd).toList());
      pipeline.advance(TICK);
      Map<String, String> etags = pipeline.etags();
      pipeline.advance(Duration.ofMinutes(31));
      assertThat(pipeline.etags()).as("the end that Spark told stands").isEqualTo(etags);
    }
  }

  @Test
  void oneThatWasKilledIsNotTakenForTheWholeOfItsWork() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    List<SpecificRecord> killed =
        StreamStories.withoutEnd(events).stream()
            .filter(
                e -> !(e instanceof LifecycleEvent happening && happening.getJobEnded() != null))
            .toList();
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(killed);
      pipeline.advance(Duration.ofMinutes(31));
      pipeline.advance(TICK);
      assertThat(conditions(pipeline)).isNotEmpty().doesNotContain("still-running");
    }
  }

  @Test
  void nothingIsSaidOfOneThatRanNothing() {
    RunBuilder story = RunBuilder.application("idle").executors(1, 2, "1g");
    try (Pipeline pipeline = pipeline()) {
      pipeline.send(story.events());
      pipeline.advance(Duration.ofMinutes(31));
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).isEmpty();
      assertThat(pipeline.forecasts).isEmpty();
    }
  }

  private static List<String> conditions(Pipeline pipeline) {
    return pipeline.recommendations.values().stream()
        .filter(java.util.Objects::nonNull)
        .map(Recommendation.class::cast)
        .flatMap(r -> r.getConfidence().getConditions().stream())
        .map(condition -> condition.getName())
        .distinct()
        .toList();
  }
}
