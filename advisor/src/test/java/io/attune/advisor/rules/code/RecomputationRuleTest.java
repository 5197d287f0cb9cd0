package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Category;
import io.attune.schemas.Condition;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RecomputationRuleTest {
  private static final String MEMORY = "StorageLevel(memory, deserialized, 1 replicas)";

  private final Rule rule = new RecomputationRule();

  private static RunBuilder application() {
    return RunBuilder.application("recounted").executors(2, 2, "1g");
  }

  private static Consumer<StageBuilder> rdds(long taskMs, String persisted, int last) {
    return s -> {
      s.rdd(0, "HadoopRDD", "textFile", null)
          .rdd(1, "MapPartitionsRDD", "map", persisted, List.of(0));
      if (last > 1) {
        s.rdd(last, "MapPartitionsRDD", "mapToPair", null, List.of(1));
      }
      s.tasks((t, i) -> t.durationMs(taskMs).input(4 * MIB, 1_000));
    };
  }

  /** A query that counts or groups what is left of a scan. */
  private static Consumer<StageBuilder> query(
      long sql, long taskMs, String above, String filter, String scan, String location) {
    return s ->
        s.sql(sql)
            .node(
                "HashAggregate",
                n ->
                    n.description("HashAggregate(keys=[" + above + "], functions=[count(1)])")
                        .metric("number of output rows", 1))
            .node("WholeStageCodegen (" + sql + ")", n -> n.metric("duration", 10))
            .node("Project", n -> n.description("Project [a#" + (100 + sql) + ", b#" + sql + "L]"))
            .node(
                "Filter",
                n -> n.description("Filter " + filter).metric("number of output rows", 8_000))
            .node(
                scan,
                n ->
                    n.description("FileScan csv [a#" + sql + "] Batched: false")
                        .metadata("Location", "InMemoryFileIndex(1 paths)[" + location + "]")
                        .driverMetric("number of files read", 8)
                        .driverMetric("size of files read", 32 * MIB)
                        .metric("number of output rows", 10_000))
            .tasks((t, i) -> t.durationMs(taskMs).input(4 * MIB, 1_000));
  }

  private static Consumer<StageBuilder> csv(long sql, long taskMs, String above) {
    return query(sql, taskMs, above, "(amount#" + sql + "L > 2)", "Scan csv ", "file:/data/orders");
  }

  @Test
  void a_data_frame_counted_rolled_up_and_counted_again_is_persisted() {
    Verdict verdict =
        ask(
            rule,
            application()
                .stage("count at Orders.java:5", 8, csv(0, 3_000, ""))
                .stage("show at Orders.java:7", 8, csv(1, 4_000, "customer#7"))
                .stage("count at Orders.java:9", 8, csv(2, 3_000, "")));

    Advice advice = only(verdict);
    assertThat(advice.setting()).isEmpty();
    assertThat(advice.category()).isEqualTo(Category.CODE);
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.stageId()).hasValue(0);
    assertThat(advice.stages()).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(advice.sqlExecutionId()).hasValue(0);
    assertThat(advice.evidence().get(0).getValue()).isEqualTo(3);
    assertThat(advice.evidence().get(1).getValue()).as("twice 8 x 3 s").isEqualTo(48_000);
    assertThat(advice.time().getLow()).as("the second and third").isEqualTo(-14_000);
    assertThat(advice.conditions()).isEmpty();
    assertThat(advice.summary())
        .contains(
            "the scan of csv file:/data/orders where (amount > 2)",
            "3 times",
            "job 0 (story), job 1 (story), job 2 (story)",
            "persist that data frame",
            "fits in memory",
            "before job 0");
  }

  @Test
  void an_rdd_used_by_several_jobs_is_persisted_where_it_is_made() {
    Advice advice =
        only(
            ask(
                rule,
                application()
                    .stage("count at Events.java:5", 8, rdds(3_000, null, 1))
                    .stage("collect at Events.java:6", 8, rdds(3_500, null, 4))
                    .stage("count at Events.java:7", 8, rdds(3_200, null, 1))));

    assertThat(advice.summary())
        .contains(
            "RDD 1 (map at Story.java:1)",
            "3 times",
            "job 0 (count at Events.java:5), job 1 (collect at Events.java:6)",
            "keep the count, which is asked for 2 times");
    assertThat(advice.evidence().get(1).getValue()).isEqualTo(48_000);
    assertThat(advice.conditions()).isEmpty();
  }

  @Test
  void when_every_stage_does_other_work_as_well_it_says_so() {
    Advice advice =
        only(
            ask(
                rule,
                application()
                    .stage("a", 8, rdds(3_000, null, 4))
                    .stage("b", 8, rdds(3_000, null, 5))));

    assertThat(advice.conditions()).extracting(Condition::getName).containsExactly("upper-limit");
  }

  @Test
  void one_query_in_many_jobs_is_one_computation() {
    String reason =
        silence(
            ask(
                rule,
                application()
                    .stage("sample", 8, s -> rdds(3_000, null, 4).accept(s.sql(3)))
                    .stage("sort", 8, s -> rdds(3_000, null, 5).accept(s.sql(3)))));

    assertThat(reason).isEqualTo("no job computed again what another had computed");
  }

  @Test
  void a_skipped_stage_computes_nothing() {
    silence(
        ask(
            rule,
            application()
                .stage("map", 8, rdds(3_000, null, 4))
                .job(
                    job ->
                        job.stage("map", 8, s -> rdds(3_000, null, 4).accept(s.skipped()))
                            .stage("reduce", 8, s -> s.tasks((t, i) -> t.durationMs(3_000))))));
  }

  @Test
  void a_failed_attempt_is_not_a_use() {
    silence(
        ask(
            rule,
            application()
                .stage("a", 8, s -> rdds(3_000, null, 1).accept(s.fails("boom")))
                .stage("b", 8, rdds(3_000, null, 1))));
  }

  @Test
  void what_is_persisted_before_its_first_use_is_computed_once() {
    silence(
        ask(
            rule,
            application()
                .stage("a", 8, rdds(3_000, MEMORY, 1))
                .stage("b", 8, rdds(3_000, MEMORY, 4))
                .stage("c", 8, rdds(3_000, MEMORY, 5))));
  }

  @Test
  void what_is_persisted_too_late_or_released_too_early_is_computed_again() {
    Advice late =
        only(
            ask(
                rule,
                application()
                    .stage("a", 8, rdds(3_000, null, 1))
                    .stage("b", 8, rdds(3_000, MEMORY, 4))
                    .stage("c", 8, rdds(100, MEMORY, 5))));
    assertThat(late.evidence().get(0).getValue()).isEqualTo(2);
    assertThat(late.summary()).contains("job 0 (a), job 1 (b)");

    Advice released =
        only(
            ask(
                rule,
                application()
                    .stage("a", 8, rdds(3_000, MEMORY, 1))
                    .stage("b", 8, rdds(100, MEMORY, 4))
                    .stage("c", 8, rdds(3_000, null, 5))));
    assertThat(released.summary()).contains("job 0 (a), job 2 (c)");
  }

  @Test
  void a_cached_data_frame_in_the_plan_is_no_computation() {
    Consumer<StageBuilder> cached =
        s ->
            s.sql(s.hashCode())
                .node("HashAggregate", n -> n.metric("number of output rows", 1))
                .node("InMemoryTableScan", n -> n.metric("number of output rows", 9))
                .node("Filter", n -> n.description("Filter (a > 2)"))
                .node("Scan csv ", n -> n.metric("number of output rows", 9))
                .tasks((t, i) -> t.durationMs(3_000));

    silence(ask(rule, application().stage("a", 8, cached).stage("b", 8, cached)));
  }

  @Test
  void queries_that_read_other_files_or_filter_otherwise_share_less() {
    silence(
        ask(
            rule,
            application()
                .stage("a", 8, csv(0, 3_000, ""))
                .stage(
                    "b", 8, query(1, 3_000, "", "(amount#9 > 2)", "Scan csv ", "file:/data/x"))));

    Advice scan =
        only(
            ask(
                rule,
                application()
                    .stage("a", 8, csv(0, 3_000, ""))
                    .stage(
                        "b",
                        8,
                        query(1, 3_000, "", "(amount#9 > 99)", "Scan csv ", "file:/data/orders"))));
    assertThat(scan.summary()).contains("the scan of csv file:/data/orders 2 times");
  }

  @Test
  void reading_columnar_files_again_is_what_a_cache_would_cost() {
    String nulls = "isnotnull(a#3)";
    silence(
        ask(
            rule,
            application()
                .stage("a", 8, query(0, 3_000, "", nulls, "Scan parquet ", "file:/data/o"))
                .stage("b", 8, query(1, 3_000, "b#4", nulls, "Scan parquet ", "file:/data/o"))));
  }

  @Test
  void a_cheap_use_does_not_hide_what_the_others_share() {
    Advice advice =
        only(
            ask(
                rule,
                application()
                    .stage("take", 8, rdds(10, null, 4))
                    .stage("a", 8, rdds(3_000, null, 5))
                    .stage("b", 8, rdds(3_000, null, 6))));

    assertThat(advice.summary()).contains("2 times", "job 1 (a), job 2 (b)");
  }

  @Test
  void a_parallelized_collection_is_no_work_to_share() {
    Consumer<StageBuilder> other =
        s ->
            s.rdd(0, "ParallelCollectionRDD", "parallelize", null)
                .tasks((t, i) -> t.durationMs(3_000));

    silence(ask(rule, application().stage("a", 8, other).stage("b", 8, other)));
  }

  @Test
  void it_has_to_cost_five_seconds_and_a_tenth_of_the_run() {
    silence(
        ask(
            rule,
            application().stage("a", 8, rdds(600, null, 1)).stage("b", 8, rdds(600, null, 4))));
    only(
        ask(
            rule,
            application().stage("a", 8, rdds(640, null, 1)).stage("b", 8, rdds(640, null, 4))));
    silence(
        ask(
            rule,
            application()
                .stage("a", 8, rdds(640, null, 1))
                .stage("b", 8, rdds(640, null, 4))
                .stage("long", 8, s -> s.tasks((t, i) -> t.durationMs(9_000)))));
  }

  @Test
  void keeping_it_must_cost_less_than_computing_it() {
    String slowStore = "recomputation.store-bytes-per-ms: 5";
    assertThat(
            silence(
                ask(
                    rule,
                    application()
                        .stage("a", 8, rdds(3_000, null, 1))
                        .stage("b", 8, rdds(3_000, null, 4)),
                    slowStore)))
        .contains("would cost more");
  }

  @Test
  void what_does_not_fit_in_half_of_the_memory_may_go_to_disk() {
    Consumer<StageBuilder> large =
        s ->
            s.rdd(0, "HadoopRDD", "textFile", null)
                .rdd(1, "MapPartitionsRDD", "map", null, List.of(0))
                .tasks((t, i) -> t.durationMs(60_000).input(64 * MIB, 1_000));

    assertThat(only(ask(rule, application().stage("a", 8, large).stage("b", 8, large))).summary())
        .contains("MEMORY_AND_DISK (about 1.5 GiB, more than the");
  }

  @Test
  void an_unknown_size_goes_to_disk_and_lowers_the_confidence() {
    Consumer<StageBuilder> unknown =
        s -> s.rdd(1, "MapPartitionsRDD", "map", null).tasks((t, i) -> t.durationMs(3_000));

    Advice advice = only(ask(rule, application().stage("a", 8, unknown).stage("b", 8, unknown)));
    assertThat(advice.summary()).contains("with MEMORY_AND_DISK, as its size is not known");
    assertThat(advice.conditions()).extracting(Condition::getName).containsExactly("size-unknown");
  }

  @Test
  void parts_of_what_is_computed_again_are_not_counted_as_more() {
    Advice advice =
        only(
            ask(
                rule,
                application()
                    .stage("collect at Events.java:5", 8, rdds(3_000, null, 4))
                    .stage("count at Events.java:6", 8, rdds(3_500, null, 1))
                    .stage("collect at Events.java:7", 8, rdds(3_200, null, 4))));

    assertThat(advice.summary())
        .contains("computing RDD 1 ", " 3 times")
        .doesNotContain("more such");
  }

  @Test
  void other_parts_that_are_computed_again_are_counted() {
    Consumer<StageBuilder> other =
        s ->
            s.rdd(20, "HadoopRDD", "textFile", null)
                .rdd(21, "MapPartitionsRDD", "map", null, List.of(20))
                .tasks((t, i) -> t.durationMs(2_500).input(4 * MIB, 1_000));
    RunBuilder story =
        application()
            .stage("count at Events.java:5", 8, rdds(3_000, null, 1))
            .stage("collect at Events.java:6", 8, rdds(3_500, null, 1))
            .stage("count at Orders.java:5", 8, other)
            .stage("collect at Orders.java:6", 8, other);

    assertThat(only(ask(rule, story)).summary())
        .contains("computing RDD 1 ", " 2 times", "; 1 more such part.");
  }

  /** As an estimator of MLlib reads a data frame: an RDD of its own, of no SQL execution. */
  private static Consumer<StageBuilder> fit(int rddId, long bytes, long records) {
    return s ->
        s.rdd(rddId, "FileScanRDD", "Scan csv", null)
            .rdd(rddId + 1, "MapPartitionsRDD", "mapPartitions", null, List.of(rddId))
            .tasks((t, i) -> t.durationMs(30_000).input(bytes, records));
  }

  @Test
  void estimators_that_read_the_same_files_compute_the_same() {
    RunBuilder run =
        application()
            .stage("treeAggregate at IDF.scala:55", 16, fit(0, 128 * MIB, 1_364_091))
            .stage("treeAggregate at IDF.scala:55", 16, fit(10, 128 * MIB, 1_364_092));

    assertThat(only(ask(rule, run)).summary())
        .contains("the files that stage 0 (treeAggregate at IDF.scala:55) reads 2 times")
        .contains("persist that data frame");
  }

  @Test
  void other_files_of_the_same_size_by_chance_do_not_count() {
    silence(
        ask(
            rule,
            application()
                .stage("a", 16, fit(0, 128 * MIB, 1_364_091))
                .stage("b", 16, fit(10, 128 * MIB, 1_300_000))));
    silence(
        ask(
            rule,
            application()
                .stage("a", 16, fit(0, 32 * MIB, 90))
                .stage("b", 16, fit(10, 32 * MIB, 90))));
  }
}
