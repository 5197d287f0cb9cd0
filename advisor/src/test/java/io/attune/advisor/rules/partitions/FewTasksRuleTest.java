package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.adviceOf;
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
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FewTasksRuleTest {
  private final Rule rule = new FewTasksRule();

  private static RunBuilder application() {
    return RunBuilder.application("few").executors(2, 4, "1g");
  }

  /** All rows in one partition, as a window without PARTITION BY wants them. */
  private static Consumer<StageBuilder> onePartition(String operator, long taskMs) {
    return s ->
        s.sql(1)
            .node(operator, n -> n.description(operator + " [ts#2 ASC]").metric("spill size", 0))
            .node("Sort", n -> n.description("Sort [ts#2 ASC]").metric("sort time", 1))
            .node(
                "Exchange",
                n ->
                    n.description("Exchange SinglePartition, ENSURE_REQUIREMENTS")
                        .metric("records read", 200_000))
            .tasks((t, i) -> t.durationMs(taskMs).shuffleRead(1 << 20, 200_000));
  }

  private static Consumer<StageBuilder> coalesced(long taskMs) {
    return s ->
        s.rdd(0, "ParallelCollectionRDD", "Range", null, List.of(), 16)
            .rdd(1, "CoalescedRDD", "Coalesce", null, List.of(0), 1)
            .tasks((t, i) -> t.durationMs(taskMs));
  }

  private static Consumer<StageBuilder> jdbc(long taskMs) {
    return s ->
        s.sql(1)
            .node(
                "Scan JDBCRelation(orders) [numPartitions=1]",
                n ->
                    n.description("Scan JDBCRelation(orders) [numPartitions=1] [ID#1]")
                        .metric("number of output rows", 200_000))
            .tasks((t, i) -> t.durationMs(taskMs));
  }

  @Test
  void a_window_without_partition_by_is_named() {
    Advice advice = only(ask(rule, application().stage("save", 1, onePartition("Window", 40_000))));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary()).startsWith("40.0 s of 40.0 s in 1 task while 8 slots could work");
    assertThat(advice.summary()).contains("window without PARTITION BY");
    assertThat(advice.time().getLow()).isEqualTo(-35_000.0);
  }

  @Test
  void another_operator_that_wants_one_partition_is_named_as_it_is() {
    assertThat(
            only(ask(rule, application().stage("save", 1, onePartition("SortAggregate", 40_000))))
                .summary())
        .contains("for Sort")
        .doesNotContain("window");
  }

  @Test
  void what_comes_after_a_limit_is_spread_again() {
    Consumer<StageBuilder> limited =
        s ->
            s.sql(1)
                .node("WholeStageCodegen (2)", n -> n.metric("duration", 1))
                .node("Project", n -> {})
                .node("GlobalLimit", n -> n.description("GlobalLimit 1000"))
                .node("AQEShuffleRead", n -> n.metric("number of partitions", 1))
                .node(
                    "Exchange",
                    n ->
                        n.description("Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=9]")
                            .metric("records read", 1_000))
                .tasks((t, i) -> t.durationMs(40_000).shuffleRead(1 << 20, 1_000));

    assertThat(only(ask(rule, application().stage("save", 1, limited))).summary())
        .contains("what comes after a limit", "repartition after the limit");
  }

  @Test
  void a_single_partition_that_the_stage_writes_for_the_next_is_not_its_cause() {
    // Merged by adaptive execution to one task, which counts for a total.
    Consumer<StageBuilder> writes =
        s ->
            s.sql(1)
                .node("HashAggregate", n -> n.description("HashAggregate(keys=[])"))
                .node(
                    "Exchange",
                    n ->
                        n.description("Exchange SinglePartition")
                            .metric("shuffle records written", 1))
                .node("HashAggregate", n -> n.metric("number of output rows", 1))
                .node(
                    "Exchange",
                    n ->
                        n.description("Exchange hashpartitioning(a#1, 200)")
                            .metric("records read", 200_000))
                .tasks((t, i) -> t.durationMs(40_000).shuffleRead(1 << 20, 200_000));
    silence(ask(rule, application().stage("save", 1, writes)));
  }

  @Test
  void coalesce_before_a_write_becomes_repartition() {
    assertThat(only(ask(rule, application().stage("parquet", 1, coalesced(40_000)))).summary())
        .contains("coalesce(1)", "16 partitions", "repartition(1)");
  }

  @Test
  void a_table_read_in_one_partition_gets_the_options_of_the_read() {
    assertThat(only(ask(rule, application().stage("save", 1, jdbc(40_000)))).summary())
        .contains("orders over JDBC in 1 partition", "partitionColumn, lowerBound, upperBound");
  }

  @Test
  void each_cause_is_told_once_the_dearest_first() {
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                application()
                    .stage("one", 1, jdbc(30_000))
                    .stage("two", 1, jdbc(31_000))
                    .stage("three", 1, coalesced(60_000))));
    assertThat(advice).hasSize(2);
    assertThat(advice.get(0).summary()).contains("coalesce(1)");
    assertThat(advice.get(1).summary()).contains("stage 1");
  }

  @Test
  void edges() {
    // 8 slots: 11.4 s alone lose 9.98 s, 11.5 s lose 10.06 s.
    silence(ask(rule, application().stage("save", 1, jdbc(11_400))));
    only(ask(rule, application().stage("save", 1, jdbc(11_500))));
    assertThat(only(ask(rule, application().stage("save", 1, jdbc(22_000)))).severity())
        .isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, application().stage("save", 1, jdbc(23_000)))).severity())
        .isEqualTo(Severity.HIGH);
    silence(
        ask(
            rule,
            application().stage("save", 5, s -> coalesced(40_000).accept(s)),
            "few-tasks.max-slot-share: 0.5"));
  }

  @Test
  void few_tasks_of_an_unknown_cause_and_a_single_slot_are_left_alone() {
    silence(ask(rule, application().stage("x", 1, s -> s.tasks((t, i) -> t.durationMs(40_000)))));
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("one")
                        .executors(1, 1, "1g")
                        .stage("save", 1, jdbc(40_000)))))
        .contains("one slot");
  }

  @Test
  void no_cluster_is_sized_while_one_task_holds_the_run_up() {
    Assessment assessment =
        Advisor.standard(RuleTable.standard())
            .assess(
                application().stage("save", 1, jdbc(120_000)).ended().build(),
                WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(Recommendation::getRuleId)
        .containsExactly("few-tasks");
    assertThat(assessment.silent().get("executor-count")).contains("that comes first");
  }

  private static Consumer<StageBuilder> files(long files, long bytes, Consumer<StageBuilder> more) {
    return s -> {
      s.sql(1).scan("Scan csv ", files, bytes).tasks((t, i) -> t.durationMs(40_000));
      more.accept(s);
    };
  }

  @Test
  void files_that_cannot_be_cut_are_told_by_what_their_tasks_read() {
    // Two files of 100 MB: pieces of 26 MB for 8 slots.
    assertThat(
            only(ask(rule, application().stage("save", 2, files(2, 200_000_000, s -> {}))))
                .summary())
        .contains("2 files that cannot be cut", "7 pieces", "repartition right after");
    // As many tasks as the bytes make pieces: nothing is uncuttable.
    silence(ask(rule, application().stage("save", 2, files(2, 8_000_000, s -> {}))));
    // More tasks than files: they were cut.
    silence(ask(rule, application().stage("save", 2, files(1, 200_000_000, s -> {}))));
  }

  @Test
  void buckets_are_read_one_by_one_and_are_no_uncuttable_files() {
    silence(
        ask(
            rule,
            application()
                .stage(
                    "save",
                    2,
                    s ->
                        s.sql(1)
                            .node(
                                "Scan parquet orders",
                                n ->
                                    n.metadata("SelectedBucketsCount", "2 out of 2")
                                        .driverMetric("number of files read", 2)
                                        .driverMetric("size of files read", 200_000_000)
                                        .metric("number of output rows", 2))
                            .tasks((t, i) -> t.durationMs(40_000)))));
  }

  @Test
  void whole_files_are_packed_into_two_tasks() {
    assertThat(
            only(ask(
                    rule,
                    application()
                        .stage(
                            "count",
                            2,
                            s ->
                                s.rdd(0, "WholeTextFileRDD", "wholeTextFiles", null)
                                    .tasks((t, i) -> t.durationMs(40_000)))))
                .summary())
        .contains("wholeTextFiles", "minPartitions");
  }

  private static RunBuilder loop(RunBuilder run, int jobs, int tasks, long taskMs) {
    for (int job = 0; job < jobs; job++) {
      run.stage("display at loop.py:3", tasks, s -> s.tasks((t, i) -> t.durationMs(taskMs)));
    }
    return run;
  }

  @Test
  void jobs_of_a_loop_that_run_in_turn_can_run_at_once() {
    Advice advice = only(ask(rule, loop(application(), 40, 1, 800)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .contains("40 jobs of one task each", "while 8 slots could work", "loop.py:3");
    assertThat(advice.time().getLow()).isEqualTo(-28_000.0);
  }

  @Test
  void few_jobs_or_large_ones_are_no_loop() {
    silence(ask(rule, loop(application(), 19, 1, 2_000)));
    silence(ask(rule, loop(application(), 40, 3, 800)));
    silence(ask(rule, loop(application(), 40, 1, 200)));
    silence(
        ask(
            rule,
            loop(
                RunBuilder.application("Spark shell")
                    .property("spark.repl.class.outputDir", "/tmp/r")
                    .executors(2, 4, "1g"),
                40,
                1,
                800)));
  }
}
