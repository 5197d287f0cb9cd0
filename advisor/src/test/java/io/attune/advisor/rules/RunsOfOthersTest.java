package io.attune.advisor.rules;

import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.code.RecomputationRule;
import io.attune.advisor.rules.executors.DriverBoundRule;
import io.attune.advisor.rules.memory.MemoryOverheadRule;
import io.attune.advisor.rules.memory.OffHeapRule;
import io.attune.advisor.rules.partitions.FewTasksRule;
import io.attune.advisor.rules.partitions.SkewRule;
import io.attune.advisor.rules.partitions.SpillRule;
import io.attune.advisor.rules.partitions.TinyTasksRule;
import io.attune.advisor.rules.reliability.ExecutorLossRule;
import io.attune.advisor.rules.reliability.FailedExecutionRule;
import io.attune.advisor.rules.reliability.StragglerRule;
import io.attune.advisor.rules.reliability.TaskFailuresRule;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of runs on which advice was wrong or missing when event logs of other people were read. */
class RunsOfOthersTest {
  private static final long MIB = 1L << 20;

  private static RunBuilder databricks(String name) {
    return RunBuilder.application(name)
        .property("spark.databricks.clusterUsageTags.clusterId", "0101-abc")
        .property("spark.databricks.clusterUsageTags.clusterNodeType", "i3.xlarge")
        .property("spark.databricks.job.id", "7");
  }

  /** One task reads all rows through a shuffle of another engine. */
  private static Consumer<StageBuilder> window(String window, String sort, String exchange) {
    return s ->
        s.sql(1)
            .node(window, n -> n.description(window + " [row_number()]").metric("rows", 1))
            .node(sort, n -> n.description(sort + " [ts#1 ASC]").metric("rows", 1))
            .node(
                exchange,
                n -> n.description(exchange + " SinglePartition").metric("records read", 9))
            .tasks((t, i) -> t.durationMs(40_000).shuffleRead(MIB, 200_000));
  }

  @ParameterizedTest
  @CsvSource({
    "PhotonWindow, PhotonSort, PhotonShuffleExchangeSink",
    "GpuRunningWindow, GpuSort, GpuColumnarExchange",
    "CometWindow, CometSort, CometColumnarExchange",
    "WindowExecTransformer, SortExecTransformer, ColumnarExchange",
    "NativeWindow, NativeSort, NativeShuffleExchange"
  })
  void a_window_of_another_engine_is_a_window(String window, String sort, String exchange) {
    RunBuilder run =
        RunBuilder.application("numbered")
            .executors(2, 4, "1g")
            .stage("save", 1, window(window, sort, exchange));

    assertThat(only(ask(new FewTasksRule(), run)).summary())
        .contains("window without PARTITION BY");
  }

  private static RunBuilder repartitioned(String exchange, int tasks) {
    return RunBuilder.application("trips")
        .executors(4, 1, "4g")
        .stage(
            "parquet",
            tasks,
            s ->
                s.sql(1)
                    .node(
                        "Exchange",
                        n ->
                            n.description("Exchange " + exchange + ", [plan_id=80]")
                                .metric("local bytes read", 9))
                    .tasks(
                        (t, i) ->
                            t.durationMs(130_000)
                                .shuffleRead(2_500 * MIB, 60_000_000)
                                .output(1_280 * MIB, 60_000_000)));
  }

  @Test
  void a_repartition_to_fewer_than_the_slots_is_named_with_its_number() {
    Advice advice =
        only(
            ask(
                new FewTasksRule(),
                repartitioned("RoundRobinPartitioning(2), REPARTITION_BY_NUM", 2)));

    assertThat(advice.summary()).contains("repartition(2)", "as many files");
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(
            only(ask(
                    new FewTasksRule(),
                    repartitioned("hashpartitioning(day#3, 2), REPARTITION_BY_NUM", 2)))
                .summary())
        .contains("repartition(2)");
  }

  @Test
  void partitions_that_a_setting_gave_are_not_asked_for_by_the_code() {
    silence(
        ask(
            new FewTasksRule(),
            repartitioned("hashpartitioning(day#3, 2), ENSURE_REQUIREMENTS", 2)));
    silence(
        ask(new FewTasksRule(), repartitioned("RoundRobinPartitioning(4), REPARTITION_BY_NUM", 2)));
  }

  @Test
  void what_photon_spills_is_not_answered_with_heap() {
    RunBuilder run =
        databricks("nightly")
            .local(4, "1g")
            .stage(
                "write",
                19,
                s ->
                    s.sql(1)
                        .node(
                            "PhotonShuffleExchangeSink",
                            n -> n.description("hashpartitioning(a#1, 64)").metric("rows", 1))
                        .tasks(
                            (t, i) ->
                                t.durationMs(25_000)
                                    .input(64 * MIB, 1_000)
                                    .shuffleWrite(280 * MIB, 1_000)
                                    .spill(210 * MIB, 210 * MIB)));

    assertThat(silence(ask(new SpillRule(), run))).contains("another engine");
  }

  @Test
  void memory_that_photon_ran_out_of_is_no_heap() {
    RunBuilder run =
        databricks("nightly")
            .executors(2, 2, "2g")
            .stage(
                "write",
                8,
                s ->
                    s.tasks(
                        (t, i) -> {
                          t.durationMs(9_000);
                          if (i == 0) {
                            t.throwsOnce(
                                "org.apache.spark.memory.SparkOutOfMemoryError",
                                "Photon ran out of memory while executing this query.");
                          }
                        }));

    assertThat(adviceOf(ask(new TaskFailuresRule(), run)))
        .allSatisfy(advice -> assertThat(advice.setting()).isEmpty());
  }

  @Test
  void a_host_is_not_worse_than_others_that_there_are_not() {
    RunBuilder run =
        RunBuilder.application("one-host")
            .executor("1", "a", 4)
            .stage(
                "map",
                16,
                s ->
                    s.tasks(
                        (t, i) -> t.durationMs(9_000).throwsOnce("x.Broken", "b").andNeverAgain()));

    assertThat(adviceOf(ask(new TaskFailuresRule(), run)))
        .noneMatch(advice -> advice.setting().isPresent());
  }

  @Test
  void a_worker_is_paid_for_whatever_its_off_heap_memory_leaves_free() {
    RunBuilder run =
        databricks("nightly")
            .property("spark.memory.offHeap.enabled", "true")
            .property("spark.memory.offHeap.size", "8g")
            .executors(2, 2, "4g")
            .peaks("1", e -> e.setOffHeapUnifiedMemoryBytes(200 * MIB))
            .stage("sort", 16, s -> s.tasks((t, i) -> t.durationMs(30_000)))
            .ended();

    assertThat(silence(ask(new OffHeapRule(), run))).contains("whole worker");
  }

  private static RunBuilder hotKey(String above) {
    return RunBuilder.application("skewed")
        .executors(2, 4, "4g")
        .stage(
            "write",
            64,
            s ->
                s.sql(1)
                    .node(above, n -> n.metric("number of output rows", 9))
                    .node("Exchange", n -> n.description("hashpartitioning(k#1, 64)"))
                    .tasks(
                        (t, i) ->
                            t.durationMs(i == 5 ? 115_000 : 200)
                                .shuffleRead(i == 5 ? 2_600 * MIB : MIB, i == 5 ? 1_000_000 : 400)
                                .output(i == 5 ? 1_300 * MIB : MIB, 400)));
  }

  @Test
  void a_hot_key_is_of_what_brings_its_rows_together() {
    assertThat(only(ask(new SkewRule(), hotKey("HashAggregate"))).summary())
        .contains("an aggregation");
    assertThat(only(ask(new SkewRule(), hotKey("Window"))).summary()).contains("PARTITION BY");
    assertThat(only(ask(new SkewRule(), hotKey("WriteFiles"))).summary())
        .contains("a repartition by a column before a write")
        .doesNotContain("aggregation");
  }

  @Test
  void a_task_that_was_starting_up_is_not_slow() {
    RunBuilder run = RunBuilder.application("fresh").executors(4, 1, "1g");
    run.stage(
        "map", 12, s -> s.tasks((t, i) -> t.durationMs(i == 11 ? 30_000 : 2_000).runTimeMs(1_900)));

    silence(ask(new StragglerRule(), run));
  }

  @Test
  void tasks_that_wait_for_the_shuffle_are_not_helped_by_copies() {
    RunBuilder run = RunBuilder.application("waits").executors(4, 1, "1g");
    run.stage(
        "reduce",
        12,
        s ->
            s.tasks(
                (t, i) ->
                    t.durationMs(i == 11 ? 30_000 : 2_000)
                        .shuffleRead(MIB, 1_000)
                        .fetchWaitMs(i == 11 ? 29_900 : 1_500)));

    silence(ask(new StragglerRule(), run));
  }

  @Test
  void tasks_that_list_directories_are_not_for_the_code_to_coalesce() {
    RunBuilder run = RunBuilder.application("listed").executors(2, 2, "1g");
    run.job(
        j ->
            j.description("Listing leaf files and directories for 1824 paths:<br/>s3a://a/b")
                .stage("load", 1_824, s -> s.tasks((t, i) -> t.durationMs(30).runTimeMs(1))));

    silence(ask(new TinyTasksRule(), run));
    run.stage("load", 1_824, s -> s.tasks((t, i) -> t.durationMs(30).runTimeMs(1)));
    assertThat(only(ask(new TinyTasksRule(), run)).stageId()).hasValue(1);
  }

  private static Consumer<StageBuilder> counted(long sql, String above) {
    return s ->
        s.sql(sql)
            .node(above, n -> n.description(above + " 21").metric("number of output rows", 1))
            .node(
                "Filter",
                n -> n.description("Filter (a#1 = 7)").metric("number of output rows", 8_000))
            .node(
                "Scan csv",
                n ->
                    n.description("FileScan csv [a#" + sql + "] Batched: false")
                        .metadata("Location", "InMemoryFileIndex(1 paths)[file:/orders.csv]")
                        .metric("number of output rows", 9_000))
            .tasks((t, i) -> t.durationMs(9_000).input(4 * MIB, 1_000));
  }

  @Test
  void a_query_that_a_person_asks_again_is_asked_for_again() {
    RunBuilder program = RunBuilder.application("report").executors(2, 2, "1g");
    RunBuilder shell =
        RunBuilder.application("Spark shell")
            .property("spark.repl.class.outputDir", "/tmp/x")
            .executors(2, 2, "1g");
    for (RunBuilder run : List.of(program, shell)) {
      for (int sql = 1; sql < 4; sql++) {
        run.stage("count", 8, counted(sql, "HashAggregate"));
      }
    }

    only(ask(new RecomputationRule(), program));
    silence(ask(new RecomputationRule(), shell));
    shell.stage("show", 8, counted(9, "SortAggregate"));
    only(ask(new RecomputationRule(), shell));
  }

  @Test
  void executors_that_were_given_back_are_not_idle() {
    RunBuilder run =
        RunBuilder.application("sleeps")
            .property("spark.dynamicAllocation.enabled", "true")
            .executors(6, 1, "1g")
            .stage("count", 24, s -> s.tasks((t, i) -> t.durationMs(3_000)));
    for (int id = 1; id < 6; id++) {
      run.executorRemoved(Integer.toString(id), "Executor killed by driver.");
    }
    run.driverWorks(Duration.ofSeconds(60))
        .stage("count", 2, s -> s.onlyOn(1).tasks((t, i) -> t.durationMs(3_000)));

    assertThat(only(ask(new DriverBoundRule(), run)).summary()).contains("while 1 slot stood idle");
  }

  @Test
  void a_single_node_of_databricks_waits_at_somebodys_expense() {
    RunBuilder local = RunBuilder.application("gaps").local(4, "1g");
    RunBuilder node = databricks("gaps").local(4, "1g");
    for (RunBuilder run : List.of(local, node)) {
      run.stage("count", 4, s -> s.tasks((t, i) -> t.durationMs(2_000)))
          .driverWorks(Duration.ofSeconds(40))
          .stage("count", 4, s -> s.tasks((t, i) -> t.durationMs(2_000)));
    }

    silence(ask(new DriverBoundRule(), local));
    assertThat(only(ask(new DriverBoundRule(), node)).summary())
        .contains("4 slots stood idle")
        .doesNotContain("fewer executors");
  }

  @Test
  void a_limit_that_kills_nobody_is_none() {
    RunBuilder minutes =
        RunBuilder.application("native")
            .property("spark.master", "yarn")
            .executors(2, 2, "4g")
            .stage("map", 60, s -> s.tasks((t, i) -> t.durationMs(20_000)))
            .peaks("1", e -> e.setProcessTreeJvmRssMemoryBytes((4_096 + 560) * MIB));

    assertThat(silence(ask(new MemoryOverheadRule(), minutes))).contains("not enforced");
  }

  @Test
  void an_executor_of_yarn_that_ends_itself_ran_out_of_heap() {
    String reason =
        "Container from a bad node: container_17_0010_01_000002 on host: node7. Exit status: 143."
            + " Diagnostics: [2026-08-08 14:46:32.071]Container killed on request. Exit code is"
            + " 143\n[2026-08-08 14:46:32.182]Container exited with a non-zero exit code 143. \n"
            + "[2026-08-08 14:46:32.195]Killed by external signal\n.";
    RunBuilder run =
        RunBuilder.application("grows")
            .property("spark.master", "yarn")
            .executors(4, 1, "1g")
            .stage(
                "collect",
                8,
                s ->
                    s.tasks(
                        (t, i) -> {
                          t.durationMs(20_000);
                          if (i == 0) {
                            t.losesExecutorOnce(reason);
                          }
                        }))
            .executorRemoved("1", reason);

    Verdict verdict = ask(new ExecutorLossRule(), run);
    assertThat(setting(verdict).property()).isEqualTo("spark.executor.memory");
    assertThat(only(verdict).summary()).contains("code 143", "node7: exit status: 143");
  }

  @Test
  void what_the_code_throws_it_throws_again() {
    RunBuilder run =
        RunBuilder.application("divides")
            .executors(2, 1, "1g")
            .job(
                j ->
                    j.stage(
                            "collect",
                            2,
                            s ->
                                s.tasks(
                                    (t, i) ->
                                        t.durationMs(20_000)
                                            .throwsOnce(
                                                "java.lang.ArithmeticException", "/ by zero")
                                            .andNeverAgain()))
                        .fails(
                            "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times,"
                                + " most recent failure: Lost task 0.3 in stage 0.0:"
                                + " java.lang.ArithmeticException: / by zero\n\tat a.B.c(B.java:1)"));

    assertThat(only(ask(new FailedExecutionRule(), run)).doubt())
        .doesNotContain("out of reach")
        .contains("same rows");
  }

  private static Severity assessed(int taskMs) {
    RunBuilder run = RunBuilder.application("report").executors(2, 2, "1g");
    run.stage("long", 64, s -> s.tasks((t, i) -> t.durationMs(2_000).input(MIB, 10)));
    for (int sql = 1; sql < 3; sql++) {
      int above = sql;
      run.stage(
          "count",
          4,
          s ->
              counted(above, above == 1 ? "HashAggregate" : "SortAggregate")
                  .andThen(more -> more.tasks((t, i) -> t.durationMs(taskMs).input(4 * MIB, 9)))
                  .accept(s));
    }
    return Advisor.standard(RuleTable.standard())
        .assess(run.ended().build(), WorkloadHistory.empty())
        .recommendations()
        .stream()
        .filter(each -> each.getRuleId().equals("recomputation"))
        .map(Recommendation::getSeverity)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void seconds_are_worth_no_hurry_whatever_share_they_are() {
    assertThat(assessed(9_900)).isEqualTo(Severity.MODERATE);
    assertThat(assessed(40_000)).isEqualTo(Severity.HIGH);
  }
}
