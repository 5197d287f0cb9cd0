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
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeSortRuleTest {
  private static final String RANGE =
      "Exchange rangepartitioning(value#3 ASC NULLS FIRST, 200), ENSURE_REQUIREMENTS, [plan_id=9]";

  private final Rule rule = new RangeSortRule();

  private static RunBuilder application() {
    return RunBuilder.application("sorted").executors(2, 4, "1g");
  }

  /** The samples first, then the shuffle of the same rows. */
  private static RunBuilder query(String exchange, long samplingMs, long shuffleMs) {
    return query(exchange, samplingMs, shuffleMs, 1_000);
  }

  private static RunBuilder query(String exchange, long samplingMs, long shuffleMs, long bytes) {
    StageBuilder[] sampling = new StageBuilder[1];
    return application()
        .job(
            job ->
                job.stage(
                        "save",
                        8,
                        s -> {
                          sampling[0] = s;
                          s.sql(1)
                              .node("WholeStageCodegen (1)", n -> n.under(2).metric("duration", 9))
                              .node("Range", n -> n.under(0).metric("number of output rows", 80))
                              .tasks((t, i) -> t.durationMs(samplingMs));
                        })
                    .stage(
                        "save",
                        8,
                        s ->
                            s.sql(1)
                                .node(
                                    "Exchange",
                                    n ->
                                        n.description(exchange)
                                            .metric("shuffle records written", 80)
                                            .under(-1))
                                .alsoRuns(sampling[0])
                                .tasks((t, i) -> t.durationMs(shuffleMs).shuffleWrite(bytes, 10))));
  }

  /** sortBy of an RDD: a job for the samples, and the stage that shuffles. */
  private static RunBuilder rdds(int sharedRdd, int tasks, long taskMs) {
    return application()
        .stage(
            "sortBy at Events.java:40",
            8,
            s ->
                s.rdd(0, "ParallelCollectionRDD", "parallelize", null)
                    .rdd(1, "MapPartitionsRDD", "map", null, List.of(0))
                    .rdd(2, "MapPartitionsRDD", "sortBy", null, List.of(1))
                    .rdd(4, "MapPartitionsRDD", "sortBy", null, List.of(2))
                    .tasks((t, i) -> t.durationMs(taskMs)))
        .job(
            job ->
                job.stage(
                        "sortBy at Events.java:40",
                        tasks,
                        s ->
                            s.rdd(0, "ParallelCollectionRDD", "parallelize", null)
                                .rdd(1, "MapPartitionsRDD", "map", null, List.of(0))
                                .rdd(sharedRdd, "MapPartitionsRDD", "sortBy", null, List.of(1))
                                .tasks((t, i) -> t.durationMs(taskMs)))
                    .stage(
                        "saveAsTextFile at Events.java:41",
                        8,
                        s ->
                            s.rdd(7, "ShuffledRDD", "sortBy", null)
                                .tasks((t, i) -> t.durationMs(300))));
  }

  @Test
  void rows_of_a_query_that_are_computed_for_samples_and_again_are_persisted() {
    Advice advice = only(ask(rule, query(RANGE, 21_000, 22_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.stages()).containsExactlyInAnyOrder(0, 1);
    assertThat(advice.summary())
        .startsWith("21.0 s of 43.0 s because a sort by range (Exchange rangepartitioning)")
        .contains("stage 0 (save) takes samples", "stage 1 computes them again", "MEMORY_AND_DISK");
    assertThat(advice.time().getLow()).isEqualTo(-21_000.0);
  }

  @Test
  void a_sort_of_rdds_is_found_by_its_lineage_and_recomputation_leaves_it_alone() {
    assertThat(only(ask(rule, rdds(2, 8, 12_000))).summary())
        .contains("(sortBy at Events.java:40)", "stage 0", "stage 1");
    silence(ask(new RecomputationRule(), rdds(2, 8, 12_000)));
  }

  @Test
  void other_lineage_and_other_tasks_are_no_sort() {
    silence(ask(rule, rdds(3, 8, 12_000)));
    silence(ask(rule, rdds(2, 9, 12_000)));
  }

  @Test
  void rows_that_are_quick_the_second_time_and_other_exchanges_are_left_alone() {
    assertThat(silence(ask(rule, query(RANGE, 21_000, 2_000)))).contains("took little time");
    assertThat(silence(ask(rule, query(RANGE, 2_000, 21_000)))).contains("took little time");
    assertThat(silence(ask(rule, query("Exchange hashpartitioning(value#3, 200)", 21_000, 22_000))))
        .contains("nothing was partitioned by range");
  }

  @Test
  void rows_that_take_longer_to_keep_than_to_compute_are_left_alone() {
    // 8 tasks of 21 s: 168 s. 3 bytes for each shuffled one, stored at 30 and read twice at 200
    // MB/s.
    only(ask(rule, query(RANGE, 21_000, 22_000, 161_000_000)));
    assertThat(silence(ask(rule, query(RANGE, 21_000, 22_000, 162_000_000))))
        .contains("took little time");
  }

  @Test
  void edges() {
    only(ask(rule, query(RANGE, 5_000, 6_000)));
    silence(ask(rule, query(RANGE, 4_999, 6_000)));
    assertThat(only(ask(rule, query(RANGE, 20_000, 40_000))).severity()).isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, query(RANGE, 19_999, 40_000))).severity())
        .isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, query(RANGE, 20_000, 50_000))).severity())
        .isEqualTo(Severity.MODERATE);
  }
}
