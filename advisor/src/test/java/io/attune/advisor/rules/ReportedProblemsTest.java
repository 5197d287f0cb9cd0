package io.attune.advisor.rules;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.code.RecomputationRule;
import io.attune.advisor.rules.partitions.FewTasksRule;
import io.attune.advisor.rules.partitions.SkewRule;
import io.attune.advisor.rules.partitions.SmallFilesRule;
import io.attune.advisor.rules.partitions.TinyTasksRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Severity;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of runs on which advice was wrong or missing when reported problems were rebuilt. */
class ReportedProblemsTest {
  private static RunBuilder application() {
    return RunBuilder.application("reported").executors(2, 2, "1g");
  }

  /** Asks for the empty values of one column of rows that a function makes out of numbers. */
  private static Consumer<StageBuilder> nullsOf(long sql, String made, long rowsOfEach) {
    return s ->
        s.sql(sql)
            .node(
                "HashAggregate",
                n ->
                    n.description("HashAggregate(keys=[], functions=[partial_count(1)])")
                        .metric("number of output rows", 1))
            .node(
                "Filter",
                n -> n.description("Filter (row#9L % " + sql + ")").metric("number of rows", 80))
            .node("Project", n -> n.description("Project [" + made + " AS row#9L]"))
            .node(
                "Range",
                n -> n.description("Range (0, 320, 1)").metric("number of output rows", rowsOfEach))
            .tasks((t, i) -> t.durationMs(4_000));
  }

  private static RunBuilder checks(String made, String lastMade) {
    return checks(made, lastMade, 40);
  }

  private static RunBuilder checks(String made, String lastMade, long rowsOfEach) {
    return application()
        .stage("count at Nulls.java:5", 8, nullsOf(1, made, rowsOfEach))
        .stage("count at Nulls.java:5", 8, nullsOf(2, made, rowsOfEach))
        .stage("count at Nulls.java:5", 8, nullsOf(3, lastMade, rowsOfEach));
  }

  @Test
  void what_takes_microseconds_a_row_is_not_worth_keeping() {
    silence(ask(new RecomputationRule(), checks("md5(id#2L)", "md5(id#2L)", 1_000_000)));
  }

  @Test
  void what_a_function_makes_of_numbers_is_computed_again_as_well() {
    Verdict verdict = ask(new RecomputationRule(), checks("parsed(id#2L)", "parsed(id#2L)"));

    assertThat(only(verdict).summary())
        .contains("a projection over Range 3 times", "persist that data frame");
  }

  /** Plans are kept up to so many characters, which may end within the name of an expression. */
  @Test
  void an_expression_whose_name_was_cut_is_the_same() {
    String made = "parsed(id#2L)";
    String fillers = "id#2L AS x, ".repeat(11);

    assertThat(only(ask(new RecomputationRule(), checks(made, fillers + made))).summary())
        .contains("3 times");
  }

  @ParameterizedTest
  @CsvSource({
    "(id#2L + cast(7 as bigint)), (id#2L + cast(7 as bigint))",
    "parsed(id#2L), read(id#2L)",
    "parsed(id#2L), parsed(id#7L)"
  })
  void numbers_made_alike_and_such_on_which_nothing_is_called_are_not_shared(
      String made, String last) {
    silence(ask(new RecomputationRule(), checks(made, last)));
  }

  /** Three batches, of which {@code foreachBatch} makes two writes each from the same rows. */
  private static RunBuilder twoWritesOfEachBatch(boolean streaming) {
    RunBuilder run = application();
    for (long batch = 0; batch < 3; batch++) {
      String description =
          streaming ? "\nid = 5f\nrunId = 7c\nbatch = " + batch : "save at Sinks.java:" + batch;
      for (long write = 1; write <= 2; write++) {
        long id = 10 * batch + write;
        run.sqlExecution(id, 10 * batch, description)
            .stage("save at Sinks.java:5", 8, nullsOf(id, "parsed(id#2L)", 40));
      }
    }
    return run;
  }

  @Test
  void writes_of_each_batch_are_told_by_how_many_there_are_in_one() {
    Verdict verdict = ask(new RecomputationRule(), twoWritesOfEachBatch(true));

    assertThat(only(verdict).summary()).contains("a projection over Range 2 times");
    // Without a stream each root is a use of its own, with all that it started.
    assertThat(only(ask(new RecomputationRule(), twoWritesOfEachBatch(false))).summary())
        .contains("3 times");
  }

  private static RunBuilder carrying(long unpackingMs, long unpackingCpuMs, long runMs) {
    return application()
        .stage(
            "map at Lookup.java:9",
            80,
            s ->
                s.tasks(
                    (t, i) ->
                        t.durationMs(unpackingMs + runMs + (i < 4 ? 2_000 : 0))
                            .deserializeTimeMs(unpackingMs + (i < 4 ? 2_000 : 0))
                            .deserializeCpuTimeMs(unpackingCpuMs + (i < 4 ? 400 : 0))
                            .runTimeMs(runMs)));
  }

  @Test
  void a_function_that_carries_data_is_told_to_broadcast_it() {
    Advice advice = only(ask(new TinyTasksRule(), carrying(800, 110, 20)));

    assertThat(advice.summary()).contains("broadcast variable", "80 tasks", "800 ms in each");
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void first_tasks_that_load_classes_and_waiting_for_a_processor_are_no_carried_data() {
    silence(ask(new TinyTasksRule(), carrying(30, 2, 300)));
    silence(ask(new TinyTasksRule(), carrying(800, 20, 300)));
    silence(ask(new TinyTasksRule(), carrying(300, 110, 900)));
  }

  private static RunBuilder scattered(long taskMs) {
    return application()
        .stage(
            "save at Days.java:7",
            48,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.description("file:/days, false, [day#1], Parquet")
                                .driverMetric("number of written files", 2_880)
                                .driverMetric("number of dynamic part", 60)
                                .driverMetric("written output", 17 * MIB))
                    .tasks((t, i) -> t.durationMs(taskMs).output(MIB / 3, 8_000)));
  }

  @Test
  void so_many_files_that_they_take_much_of_the_time_are_more_than_a_hint() {
    Advice advice = only(ask(new SmallFilesRule(), scattered(3_000)));

    assertThat(advice.summary()).contains("repartition by day before the write");
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(new SmallFilesRule(), scattered(30_000))).severity())
        .isEqualTo(Severity.LOW);
  }

  /** A join whose largest partition adaptive execution would split by its size. */
  private static RunBuilder grouped(String above, String description) {
    return RunBuilder.application("grouped")
        .property("spark.sql.adaptive.advisoryPartitionSizeInBytes", "8m")
        .property("spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes", "16m")
        .executors(4, 1, "1g")
        .stage(
            "save",
            12,
            s ->
                s.sql(1)
                    .node(above, n -> n.description(description).metric("rows", 9))
                    .node("Project", n -> n.description("Project [account#1]"))
                    .node("SortMergeJoin Inner", n -> n.metric("number of output rows", 10))
                    .tasks(
                        (t, i) ->
                            t.durationMs(i == 3 ? 60_000 : 2_000)
                                .shuffleRead((i == 3 ? 92 : 8) * MIB + i, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HashAggregate | HashAggregate(keys=[account#1], functions=[max(length#2)])",
        "Window | Window [row_number() OVER (PARTITION BY account#1)]",
        "SortMergeJoin LeftOuter | SortMergeJoin [account#1], [account#7], LeftOuter"
      })
  void a_skewed_join_that_is_grouped_as_it_lies_has_to_be_forced(String above, String words) {
    Verdict verdict = ask(new SkewRule(), grouped(above, words));

    assertThat(setting(verdict).property()).isEqualTo("spark.sql.adaptive.forceOptimizeSkewedJoin");
    assertThat(only(verdict).summary()).contains("does not split that join", "further shuffle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HashAggregate | HashAggregate(keys=[day#1], functions=[partial_max(length#2)])",
        "Exchange | Exchange hashpartitioning(day#1, 200), ENSURE_REQUIREMENTS"
      })
  void a_join_whose_rows_are_shuffled_again_anyway_needs_no_force(String above, String words) {
    silence(ask(new SkewRule(), grouped(above, words)));
  }

  private static RunBuilder repartitioned(String exchange) {
    return RunBuilder.application("checked")
        .executors(4, 1, "1g")
        .stage(
            "save",
            12,
            s ->
                s.sql(1)
                    .node("Project", n -> n.metric("rows", 9))
                    .node("Exchange", n -> n.description(exchange).metric("local bytes read", 9))
                    .tasks(
                        (t, i) ->
                            t.durationMs(i == 3 ? 60_000 : 2_000)
                                .shuffleRead((i == 3 ? 92 : 8) * MIB + i, 1)));
  }

  @Test
  void a_hot_value_of_a_repartition_is_not_called_that_of_an_aggregation() {
    String byCode = "Exchange hashpartitioning(country#1, 12), REPARTITION_BY_NUM, [plan_id=16]";
    String byPlan = "Exchange hashpartitioning(country#1, 12), ENSURE_REQUIREMENTS, [plan_id=16]";

    assertThat(adviceOf(ask(new SkewRule(), repartitioned(byCode))))
        .singleElement()
        .satisfies(advice -> assertThat(advice.summary()).contains("repartition by a column"));
    assertThat(only(ask(new SkewRule(), repartitioned(byPlan))).summary())
        .contains("an aggregation");
  }

  private static RunBuilder read(String location) {
    return application()
        .stage(
            "save at Log.java:20",
            1,
            s ->
                s.sql(1)
                    .node(
                        "Scan text ",
                        n ->
                            n.description("FileScan text [value#0]")
                                .metadata(
                                    "Location", "InMemoryFileIndex(1 paths)[" + location + "]")
                                .driverMetric("number of files read", 1)
                                .driverMetric("size of files read", 7 * MIB)
                                .metric("number of output rows", 300_000))
                    .tasks((t, i) -> t.durationMs(50_000).input(7 * MIB, 300_000)));
  }

  @Test
  void a_small_file_that_is_compressed_as_a_whole_is_known_by_its_name() {
    assertThat(only(ask(new FewTasksRule(), read("file:/data/access.log.gz"))).summary())
        .contains("1 file that cannot be cut", "repartition right after the read")
        .doesNotContain("pieces");
    silence(ask(new FewTasksRule(), read("file:/data/access.log")));
    silence(ask(new FewTasksRule(), read("file:/data.gz.d/access.log")));
  }

  @Test
  void a_compressed_file_of_an_rdd_is_known_by_its_name() {
    RunBuilder run =
        application()
            .stage(
                "count at Log.java:9",
                1,
                s ->
                    s.rdd(0, "hdfs:/logs/access.log.gz", "textFile", null)
                        .rdd(1, "MapPartitionsRDD", "map", null)
                        .tasks((t, i) -> t.durationMs(50_000).input(7 * MIB, 300_000)));

    assertThat(only(ask(new FewTasksRule(), run)).summary()).contains("cannot be cut");
  }

  private static RunBuilder inferred(String name, String last) {
    return application()
        .stage(
            name,
            4,
            s ->
                s.rdd(0, "FileScanRDD", "Scan text ", null)
                    .rdd(1, last, "", null)
                    .rdd(3, "MapPartitionsRDD", "mapPartitions", null)
                    .tasks((t, i) -> t.durationMs(18_000).input(33 * MIB, 300_000)))
        .stage("collect at Events.java:9", 4, s -> s.sql(1).tasks((t, i) -> t.durationMs(13_000)));
  }

  @ParameterizedTest
  @CsvSource({"json at Events.java:8", "csv at NativeMethodAccessorImpl.java:0"})
  void files_read_only_for_their_columns_get_a_schema(String name) {
    assertThat(only(ask(new RecomputationRule(), inferred(name, "SQLExecutionRDD"))).summary())
        .contains("18.0 s of 31.0 s", "give the reader the schema", "samplingRatio");
  }

  @Test
  void a_query_turned_into_an_rdd_is_no_look_for_columns() {
    silence(ask(new RecomputationRule(), inferred("count at Events.java:8", "SQLExecutionRDD")));
    silence(ask(new RecomputationRule(), inferred("json at Events.java:8", "MapPartitionsRDD")));
  }
}
