package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Severity;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JoinWithoutEqualityRuleTest {
  private static final String INTERVAL =
      "BroadcastNestedLoopJoin BuildRight, Inner, ((ordered#5L >= starts#9L) AND (ordered#5L <"
          + " ends#10L))";

  private final Rule rule = new JoinWithoutEqualityRule();

  private static RunBuilder application() {
    return RunBuilder.application("joins").executors(2, 2, "1g");
  }

  private static Consumer<StageBuilder> loop(
      String name, String description, long left, long right, long taskMs) {
    return s ->
        s.sql(1)
            .node(
                name,
                n -> n.description(description).metric("number of output rows", left).under(-1))
            .node("Project", n -> n.under(0))
            .node("Range", n -> n.under(1).metric("number of output rows", left))
            .node("BroadcastExchange", n -> n.under(0).metric("number of output rows", right))
            .tasks((t, i) -> t.durationMs(taskMs));
  }

  private Advice loop(String description) {
    return only(
        ask(
            rule,
            application()
                .stage(
                    "save",
                    4,
                    loop("BroadcastNestedLoopJoin", description, 100_000, 4_000, 30_000))));
  }

  @Test
  void an_interval_is_cut_into_buckets() {
    Advice advice = loop(INTERVAL);

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("30.0 s of 30.0 s in stage 0 (save), where BroadcastNestedLoopJoin (Inner)")
        .contains(
            "compares 400,000,000 pairs of rows for 100,000 rows",
            "by ((ordered >= starts) AND (ordered < ends)): cut the range into buckets")
        .doesNotContain("RANGE_JOIN");
    assertThat(advice.time().getLow()).isEqualTo(-30_000.0);
  }

  @Test
  void databricks_has_a_hint_for_it() {
    assertThat(
            only(ask(
                    rule,
                    RunBuilder.application("joins")
                        .property("spark.databricks.clusterUsageTags.clusterId", "0101-1")
                        .executors(2, 2, "1g")
                        .stage(
                            "save",
                            4,
                            loop("BroadcastNestedLoopJoin", INTERVAL, 100_000, 4_000, 30_000))))
                .summary())
        .contains("RANGE_JOIN");
  }

  @Test
  void each_kind_of_condition_has_its_own_remedy() {
    assertThat(loop("BroadcastNestedLoopJoin BuildRight, Inner").summary())
        .contains("the join has no condition");
    assertThat(
            loop("BroadcastNestedLoopJoin BuildLeft, LeftAnti, ((k#1 = k#2) OR isnull((k#1 ="
                    + " k#2)))")
                .summary())
        .contains("(LeftAnti)", "use NOT EXISTS");
    assertThat(
            loop("BroadcastNestedLoopJoin BuildRight, LeftOuter, ((a#1 = b#2) OR (c#3 = d#4))")
                .summary())
        .contains("make one join of each alternative");
    assertThat(
            loop("BroadcastNestedLoopJoin BuildRight, Inner, ((a#1 = b#2) || (c#3 = d#4))")
                .summary())
        .contains("make one join of each alternative");
    assertThat(
            loop("BroadcastNestedLoopJoin BuildRight, Inner, (levenshtein(a#1, b#2, None) = 1)")
                .summary())
        .contains("add an equality that matching rows have in common");
    assertThat(loop("BroadcastNestedLoopJoin BuildRight, Inner, Contains(a#1, b#2)").summary())
        .contains("add an equality that matching rows have in common");
  }

  @Test
  void a_cartesian_product_reads_each_side_once_for_each_partition_of_the_other() {
    // 2 × 8 partitions: 10,000 rows of the left are read 8 times, 10,000 of the right twice.
    Consumer<StageBuilder> product =
        s ->
            s.sql(1)
                .node(
                    "CartesianProduct",
                    n ->
                        n.description("CartesianProduct (a#1 < b#2)")
                            .metric("number of output rows", 7)
                            .under(-1))
                .node("Range", n -> n.under(0).metric("number of output rows", 80_000))
                .node("Range", n -> n.under(0).metric("number of output rows", 20_000))
                .tasks((t, i) -> t.durationMs(5_000));

    assertThat(only(ask(rule, application().stage("save", 16, product))).summary())
        .contains("CartesianProduct compares 100,000,000 pairs", "by (a < b): cut the range");
  }

  @Test
  void names_of_other_engines_and_a_join_that_only_looks_alike() {
    only(
        ask(
            rule,
            application()
                .stage(
                    "x", 4, loop("GpuBroadcastNestedLoopJoin", INTERVAL, 100_000, 4_000, 30_000))));
    silence(
        ask(
            rule,
            application()
                .stage("x", 4, loop("BroadcastHashJoin", INTERVAL, 100_000, 4_000, 30_000))));
  }

  @Test
  void one_broadcast_row_costs_nothing() {
    assertThat(
            silence(
                ask(
                    rule,
                    application()
                        .stage(
                            "save",
                            4,
                            loop("BroadcastNestedLoopJoin", INTERVAL, 9_000_000, 1, 30_000)))))
        .contains("too few rows to matter");
  }

  @Test
  void edges() {
    // 4 tasks of 12.5 s are 50,000 ms: 50,000,000 pairs are 1,000 for each of them.
    only(ask(rule, application().stage("x", 4, of(50_000, 1_000, 12_500))));
    silence(ask(rule, application().stage("x", 4, of(49_999, 1_000, 12_000))));
    silence(ask(rule, application().stage("x", 4, of(50_000, 1_000, 12_501))));
    only(ask(rule, application().stage("x", 4, of(50_000, 1_000, 3_000))));
    silence(ask(rule, application().stage("x", 4, of(50_000, 1_000, 2_999))));
    // 2.5 s of CPU in each task: 5,000 pairs a millisecond.
    only(ask(rule, application().stage("x", 4, working(50_000, 2_500))));
    silence(ask(rule, application().stage("x", 4, working(50_000, 2_501))));
    assertThat(only(ask(rule, application().stage("x", 4, of(100_000, 4_000, 20_000)))).severity())
        .isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, application().stage("x", 4, of(100_000, 4_000, 19_999)))).severity())
        .isEqualTo(Severity.MODERATE);
  }

  private static Consumer<StageBuilder> working(long left, long cpuMs) {
    return s -> {
      of(left, 1_000, 0).accept(s);
      s.tasks((t, i) -> t.durationMs(9_000).cpuTimeMs(cpuMs));
    };
  }

  @Test
  void a_condition_of_functions_takes_its_time_with_fewer_pairs() {
    String likeness = "BroadcastNestedLoopJoin BuildRight, Inner, (levenshtein(a#1, b#2) <= 2)";
    String comparison = "BroadcastNestedLoopJoin BuildRight, Inner, (cast(a#1 as bigint) <= b#2)";
    only(
        ask(
            rule,
            application()
                .stage("x", 4, loop("BroadcastNestedLoopJoin", likeness, 2_500, 1_000, 12_500))));
    silence(
        ask(
            rule,
            application()
                .stage("x", 4, loop("BroadcastNestedLoopJoin", comparison, 2_500, 1_000, 12_500))));
  }

  @Test
  void rows_that_nobody_counts_are_not_guessed() {
    Consumer<StageBuilder> unknown =
        s ->
            s.sql(1)
                .node(
                    "BroadcastNestedLoopJoin",
                    n -> n.description(INTERVAL).metric("number of output rows", 5).under(-1))
                .node("LocalLimit", n -> n.under(0))
                .node("Range", n -> n.under(1).metric("number of output rows", 900_000))
                .node("BroadcastExchange", n -> n.under(0).metric("number of output rows", 90_000))
                .tasks((t, i) -> t.durationMs(30_000));
    silence(ask(rule, application().stage("x", 4, unknown)));
  }

  private static Consumer<StageBuilder> of(long left, long right, long taskMs) {
    return loop("BroadcastNestedLoopJoin", INTERVAL, left, right, taskMs);
  }
}
