package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RowExplosionRuleTest {
  private static final String EXPLODE = "Generate explode(items#3), [id#1L], false, [item#7]";

  private final Rule rule = new RowExplosionRule();

  private static RunBuilder application() {
    return RunBuilder.application("baskets").executors(2, 4, "1g");
  }

  private static Consumer<StageBuilder> rows(
      String name, String description, long in, long out, long taskMs) {
    return s ->
        s.sql(1)
            .node("WholeStageCodegen (1)", n -> n.metric("duration", 1))
            .node(name, n -> n.description(description).metric("number of output rows", out))
            .node("Project", n -> {})
            .node("Range", n -> n.metric("number of output rows", in))
            .tasks((t, i) -> t.durationMs(taskMs));
  }

  private static Consumer<StageBuilder> exploded(long in, long out, long taskMs) {
    return rows("Generate", EXPLODE, in, out, taskMs);
  }

  @Test
  void an_exploded_column_in_two_tasks_is_spread_first() {
    Advice advice = only(ask(rule, application().stage("save", 2, exploded(100, 15_000, 40_000))));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("40.0 s of 40.0 s in 2 tasks while 8 slots could work: explode in stage 0")
        .contains("makes 15,000 rows of 100", "repartition(8) before it, and filter")
        .doesNotContain("maxPartitionBytes");
    assertThat(advice.time().getLow()).isEqualTo(-30_000.0);
  }

  @Test
  void grouping_sets_and_files_are_named() {
    Consumer<StageBuilder> cube =
        s -> {
          rows("Expand", "Expand [[a#1, null, 1]]", 100, 1_600, 40_000).accept(s);
          s.scan("Scan csv", 2, 1 << 20);
        };
    assertThat(only(ask(rule, application().stage("save", 2, cube))).summary())
        .contains("the Expand of grouping sets or of several distinct aggregates")
        .contains("or smaller splits of its files (spark.sql.files.maxPartitionBytes)");
  }

  @Test
  void edges() {
    // 8 slots, 2 tasks: 13,400 ms lose 10,050, 13,300 lose 9,975.
    only(ask(rule, application().stage("x", 2, exploded(100, 1_000, 13_400))));
    silence(ask(rule, application().stage("x", 2, exploded(100, 1_000, 13_300))));
    silence(ask(rule, application().stage("x", 2, exploded(100, 999, 13_400))));
    only(ask(rule, application().stage("x", 4, exploded(100, 1_000, 20_100))));
    silence(ask(rule, application().stage("x", 5, exploded(100, 1_000, 40_000))));
    assertThat(only(ask(rule, application().stage("x", 2, exploded(9, 900, 26_700)))).severity())
        .isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, application().stage("x", 2, exploded(9, 900, 26_600)))).severity())
        .isEqualTo(Severity.MODERATE);
  }

  @Test
  void a_row_for_each_task_and_rows_that_nobody_counts_are_left_alone() {
    silence(ask(rule, application().stage("x", 2, exploded(2, 90_000, 40_000))));
    only(ask(rule, application().stage("x", 2, exploded(3, 90_000, 40_000))));
    Consumer<StageBuilder> uncounted =
        s ->
            s.sql(1)
                .node("Generate", n -> n.description(EXPLODE).metric("number of output rows", 900))
                .node("Scan ExistingRDD", n -> {})
                .tasks((t, i) -> t.durationMs(40_000));
    silence(ask(rule, application().stage("x", 2, uncounted)));
    silence(
        ask(
            rule,
            RunBuilder.application("one")
                .executors(1, 1, "1g")
                .stage("x", 1, exploded(100, 9_000, 40_000))));
  }

  @Test
  void one_long_task_is_no_matter_of_their_number() {
    Consumer<StageBuilder> skewed =
        s -> {
          exploded(100, 9_000, 0).accept(s);
          s.tasks((t, i) -> t.durationMs(i == 0 ? 60_000 : 2_000).shuffleRead(i == 0 ? 900 : 1, 1));
        };
    silence(ask(rule, application().stage("x", 4, skewed)));
  }

  @Test
  void no_other_card_speaks_of_the_same_tasks() {
    Assessment assessment =
        Advisor.standard(RuleTable.standard())
            .assess(
                application().stage("save", 2, exploded(100, 15_000, 60_000)).ended().build(),
                WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(Recommendation::getRuleId)
        .containsExactly("row-explosion");
  }
}
