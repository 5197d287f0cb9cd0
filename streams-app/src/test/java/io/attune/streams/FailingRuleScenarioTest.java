package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.FakeRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailingRuleScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);

  @TempDir Path state;

  /** What the rules without the failing one make of it. */
  private static Map<String, String> expected(RunBuilder story) {
    Map<String, String> etags = new TreeMap<>();
    Advisor.standard(RuleTable.standard())
        .assess(story.build(), WorkloadHistory.empty())
        .recommendations()
        .forEach(r -> etags.put(RecommendationKey.of(r), r.getEtag()));
    return etags;
  }

  private static double count(Pipeline pipeline, String metric) {
    return pipeline.metrics.registry().find(metric).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void theOtherRulesAreOnTheTopicAndNothingIsADeadLetter() {
    RunBuilder story = StreamStories.skewedJoin();
    List<SpecificRecord> events = story.events();
    Advisor advisor =
        new Advisor(FakeRule.amongStandard(7, FakeRule.broken()), RuleTable.standard());
    assertThat(advisor.rules()).hasSizeGreaterThan(25);
    try (Pipeline pipeline = new Pipeline(state, Map.of(), advisor)) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).as("while the application runs").isNotEmpty();

      pipeline.send(events.stream().filter(StreamStories::isEnd).toList());
      pipeline.advance(TICK);

      assertThat(pipeline.etags()).isNotEmpty().isEqualTo(expected(story));
      assertThat(pipeline.forecasts).containsKey("skewed-join");
      assertThat(pipeline.deadLetters()).isEmpty();
      assertThat(count(pipeline, "attune.dead.letters")).isZero();
      assertThat(count(pipeline, "attune.rule.failures"))
          .as("once for each assessment")
          .isEqualTo(count(pipeline, "attune.assessments"))
          .isGreaterThanOrEqualTo(2);
      assertThat(
              pipeline.metrics.registry().get("attune.rule.failures").counter().getId().getTags())
          .extracting(tag -> tag.getKey() + "=" + tag.getValue())
          .containsExactly("rule=broken");
    }
  }
}
