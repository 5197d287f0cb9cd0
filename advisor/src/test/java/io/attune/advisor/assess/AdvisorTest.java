package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.FakeRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AdvisorTest {
  private final Advisor advisor = Advisor.standard(RuleTable.standard());

  @Test
  void a_healthy_run_gets_nothing_and_every_rule_says_why() {
    Assessment assessment =
        advisor.assess(Stories.healthy().ended().build(), WorkloadHistory.empty());

    assertThat(assessment.recommendations()).isEmpty();
    assertThat(assessment.warnings()).isEmpty();
    assertThat(assessment.silent())
        .containsOnlyKeys(StandardRules.all().stream().map(Rule::id).toArray(String[]::new));
  }

  @Test
  void a_troubled_run_gets_one_set_the_most_severe_first() {
    Assessment assessment =
        advisor.assess(Stories.troubled().ended().build(), WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(Recommendation::getRuleId)
        .containsExactly("spill", "executor-loss", "driver-bound", "task-failures");
    assertThat(assessment.recommendations())
        .extracting(RecommendationKey::of)
        .contains(
            "nightly orders/spark.sql.shuffle.partitions",
            "nightly orders/task-failures",
            "nightly orders/driver-bound");
  }

  /** Executors that a container limit killed, on machines of 8 GiB. */
  private Recommendation killed(String heap) {
    Run run =
        RunBuilder.application("orders")
            .property("spark.master", "yarn")
            .property("spark.attune.node.type", "c5.xlarge")
            .executors(4, 2, heap)
            .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(1_000)))
            .executorRemoved("1", "Command exited with code 137")
            .stage("reduce", 16, s -> s.tasks((t, i) -> t.durationMs(1_000)))
            .ended()
            .build();
    return advisor.assess(run, WorkloadHistory.empty()).recommendations().stream()
        .filter(recommendation -> recommendation.getRuleId().equals("executor-loss"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void memory_beside_the_heap_grows_no_further_than_the_machine() {
    // 7168 MiB of heap and 1024 MiB beside it are 8 GiB; one step would be 1741 MiB.
    assertThat(killed("7g").getRecommended()).isEqualTo("1024m");
  }

  @Test
  void what_no_machine_of_this_type_can_hold_is_said_in_words() {
    Recommendation words = killed("7400m");

    assertThat(words.getProperty()).isNull();
    assertThat(words.getSummary())
        .startsWith("1792m of overhead: ")
        .endsWith(
            "With it an executor takes 9.0 GiB, and c5.xlarge has 8.0 GiB: first a larger machine,"
                + " then spark.executor.memoryOverhead=1792m.");
  }

  @Test
  void a_run_that_goes_on_says_so() {
    Assessment assessment = advisor.assess(Stories.troubled().build(), WorkloadHistory.empty());

    assertThat(assessment.ended()).isFalse();
    assertThat(assessment.warnings()).anyMatch(warning -> warning.contains("has not ended"));
    assertThat(assessment.recommendations().get(0).getConfidence().getConditions())
        .extracting(condition -> condition.getName())
        .contains("still-running", "one-run");
  }

  @Test
  void a_second_run_with_the_same_fault_is_surer() {
    Run run = Stories.troubled().ended().build();
    Assessment first = advisor.assess(run, WorkloadHistory.empty());
    WorkloadHistory history = advisor.remember(WorkloadHistory.empty(), run, first);

    assertThat(advisor.assess(run, history).recommendations())
        .as("a run does not confirm itself")
        .isEqualTo(first.recommendations());

    RunSummary past = history.runs().get(0);
    WorkloadHistory yesterday =
        WorkloadHistory.empty()
            .with(past.but().as("app-yesterday", past.started().minusSeconds(86_400)).build());
    Recommendation again = advisor.assess(run, yesterday).recommendations().get(0);
    assertThat(again.getConfidence().getRuns()).isEqualTo(2);
    assertThat(again.getConfidence().getValue())
        .isGreaterThan(first.recommendations().get(0).getConfidence().getValue());
  }

  @Test
  void the_earlier_rule_wins_but_more_memory_beats_less() {
    Rule first = fixed("first", setting("spark.sql.shuffle.partitions", 10), heap(1L << 30));
    Rule second = fixed("second", setting("spark.sql.shuffle.partitions", 99), heap(2L << 30));
    Advisor two = new Advisor(List.of(first, second), RuleTable.standard());

    Assessment assessment = two.assess(Stories.healthy().ended().build(), WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(Recommendation::getRuleId, Recommendation::getRecommended)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("first", "10"),
            org.assertj.core.groups.Tuple.tuple("second", "2048m"));
  }

  @Property(tries = 30)
  void the_order_and_repetition_of_events_change_nothing(@ForAll long seed) {
    RunBuilder story = Stories.troubled().ended();
    Assessment inOrder = advisor.assess(story.build(), WorkloadHistory.empty());
    List<SpecificRecord> events = new ArrayList<>(story.events());
    events.addAll(story.events());
    Collections.shuffle(events, new Random(seed));

    Assessment shuffled =
        advisor.assess(RunBuilder.runOf(story.applicationId(), events), WorkloadHistory.empty());

    assertThat(shuffled.recommendations()).isEqualTo(inOrder.recommendations());
    assertThat(shuffled).isEqualTo(inOrder);
  }

  @Property(tries = 200)
  void every_value_is_one_that_spark_accepts_within_its_bounds(
      @ForAll @IntRange(min = 1, max = 400) int partitions,
      @ForAll @LongRange(min = 0, max = 600) long readMib,
      @ForAll @LongRange(min = 0, max = 400) long spillMib,
      @ForAll @IntRange(min = 1, max = 40_000) int durationMs,
      @ForAll @IntRange(min = 1, max = 9) int heavy,
      @ForAll @LongRange(min = 1, max = 40) long heapGib,
      @ForAll boolean adaptive,
      @ForAll boolean join) {
    RunBuilder story =
        RunBuilder.application("any")
            .property("spark.sql.adaptive.enabled", Boolean.toString(adaptive))
            .property("spark.sql.shuffle.partitions", Integer.toString(partitions))
            .executors(2, 3, heapGib + "g")
            .stage(
                "stage",
                partitions,
                s -> {
                  s.sql(1)
                      .heapPeak("1", heapGib << 29)
                      .tasks(
                          (t, i) ->
                              t.durationMs(i == 0 ? (long) durationMs * heavy : durationMs)
                                  .runTimeMs(durationMs / 2)
                                  .gcTimeMs(durationMs / 12)
                                  .shuffleRead((i == 0 ? heavy : 1) * readMib << 20, 1)
                                  .spill(spillMib << 21, spillMib << 20)
                                  .peakMemory(readMib << 20));
                  if (join) {
                    s.node("SortMergeJoin", n -> n.metric("number of output rows", 1));
                  }
                });

    Assessment assessment = advisor.assess(story.ended().build(), WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(RecommendationKey::of)
        .doesNotHaveDuplicates();
    for (Recommendation recommendation : assessment.recommendations()) {
      assertThat(recommendation.getDoubt()).isNotBlank();
      assertThat(recommendation.getEvidence()).isNotEmpty();
      assertThat(recommendation.getConfidence().getValue()).isBetween(0.0, 1.0);
      assertThat(recommendation.getEtag()).matches("[0-9a-f]{32}");
      assertThat(recommendation.getSummary() + recommendation.getDoubt())
          .doesNotContain("NaN", "Infinity", "null", "<", "[");
      if (recommendation.getProperty() != null) {
        assertThat(recommendation.getRecommended())
            .matches("true|false|[0-9]+[bkm]?|[0-9]+\\.[0-9]");
        assertThat(recommendation.getRecommended()).isNotEqualTo(recommendation.getCurrent());
        OptionalDouble lower = Bounds.number(recommendation.getLowerBound());
        OptionalDouble upper = Bounds.number(recommendation.getUpperBound());
        OptionalDouble value = Bounds.number(recommendation.getRecommended());
        if (lower.isPresent()) {
          assertThat(value.getAsDouble()).isBetween(lower.getAsDouble(), upper.getAsDouble());
          assertThat(value.getAsDouble()).isPositive();
        }
      }
    }
  }

  @Test
  void a_run_that_was_terminated_is_no_success() {
    // Spark ends in good order then: the event's exit code is 0 and no job has failed.
    RunBuilder story = Stories.healthy();
    RunSummary whole = remembered(story.ended().build());
    Run cut =
        Stories.healthy()
            .job(
                job ->
                    job.stillRunning()
                        .stage("write", 4, stage -> stage.stillRunning().tasks((t, i) -> {})))
            .ended()
            .build();

    assertThat(whole.succeeded()).isTrue();
    assertThat(remembered(cut).succeeded()).isFalse();
    assertThat(advisor.assess(cut, WorkloadHistory.empty()).warnings())
        .singleElement()
        .asString()
        .startsWith("1 job was cut off by the application's end");
  }

  private RunSummary remembered(Run run) {
    WorkloadHistory none = WorkloadHistory.empty();
    return advisor.remember(none, run, advisor.assess(run, none)).runs().get(0);
  }

  private static Rule fixed(String id, SettingChange... settings) {
    return new FakeRule(
        id,
        context ->
            Verdict.of(
                Stream.of(settings).map(setting -> FakeRule.advice(setting).build()).toList(),
                "nothing"));
  }

  private static SettingChange setting(String property, long value) {
    return SettingChange.count(property, 1, value, value, value, value, Optional.empty());
  }

  private static SettingChange heap(long bytes) {
    return SettingChange.bytes(
        "spark.executor.memory", 1L << 29, bytes, bytes, bytes, bytes, Optional.empty());
  }

  /** One executor of a Spark of this version, and a rule that advises a change. */
  private static Assessment advising(String version, String master, SettingChange change) {
    Run run =
        RunBuilder.application("applicable")
            .sparkVersion(version)
            .property("spark.master", master)
            .property("spark.blacklist.enabled", "false")
            .executors(1, 2, "1g")
            .stage("map", 4, s -> s.tasks((t, i) -> t.durationMs(1_000)))
            .ended()
            .build();
    FakeRule rule =
        new FakeRule(
            "fake", context -> new Verdict.Advises(List.of(FakeRule.advice(change).build())));
    return new Advisor(List.of(rule), RuleTable.standard()).assess(run, WorkloadHistory.empty());
  }

  private static SettingChange exclude() {
    return SettingChange.flag("spark.excludeOnFailure.enabled", false, true, Optional.empty());
  }

  @Test
  void a_property_is_advised_by_the_name_that_the_running_version_knows() {
    assertThat(advising("2.3.0", "yarn", exclude()).recommendations())
        .extracting(Recommendation::getProperty)
        .containsExactly("spark.blacklist.enabled");
    assertThat(advising("3.5.9", "yarn", exclude()).recommendations())
        .extracting(Recommendation::getProperty)
        .containsExactly("spark.excludeOnFailure.enabled");
  }

  @Test
  void what_the_running_version_or_cluster_manager_cannot_heed_is_not_advised() {
    assertThat(advising("2.0.2", "yarn", exclude()).recommendations()).isEmpty();
    assertThat(advising("2.0.2", "yarn", exclude()).silent().get("fake"))
        .contains("Spark 2.0.2 does not have spark.excludeOnFailure.enabled");
    assertThat(advising("3.5.9", "local[4]", exclude()).silent().get("fake"))
        .contains("local mode does not read spark.excludeOnFailure.enabled");
  }
}
