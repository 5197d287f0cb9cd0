package io.attune.advisor.rules;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.executors.ExecutorCountRule;
import io.attune.advisor.rules.partitions.FewTasksRule;
import io.attune.advisor.rules.partitions.InputSkewRule;
import io.attune.advisor.rules.reliability.StragglerRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of which one task gets nearly everything, or files that nobody cuts. */
class ReadsOfOthersTest {

  /** The last of so many tasks reads so many times the records and bytes of each other. */
  private static RunBuilder uneven(String scan, int times, int slower, long bytes) {
    return uneven(RunBuilder.application("reads"), scan, times, slower, bytes);
  }

  private static RunBuilder uneven(
      RunBuilder begun, String scan, int times, int slower, long bytes) {
    return begun
        .executors(4, 2, "4g")
        .stage(
            "save",
            16,
            s ->
                s.sql(1)
                    .node(scan, n -> n.description(scan).metric("number of output rows", 9))
                    .tasks(
                        (t, i) -> {
                          int more = i == 15 ? times : 1;
                          t.durationMs(i == 15 ? 1_500L * slower : 1_500)
                              .input(bytes * more, 13_000L * more);
                        }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Scan JDBCRelation(orders) [numPartitions=16] | 0 | lowerBound",
        "Scan kafka | 0 | minPartitions",
        "Scan csv | 20000000 | is not cut",
        "Scan parquet | 1000 | repartition right after the read"
      })
  void one_task_that_reads_nearly_everything_is_named_by_its_source(
      String scan, long bytes, String said) {
    Advice advice = only(ask(new InputSkewRule(), uneven(scan, 200, 200, bytes)));

    assertThat(advice.summary()).contains(said, "2,600,000 of 2,795,000 rows");
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void a_large_piece_that_a_setting_allows_is_no_file_that_cannot_be_cut() {
    RunBuilder begun =
        RunBuilder.application("reads").property("spark.sql.files.maxPartitionBytes", "8g");
    RunBuilder story = uneven(begun, "Scan csv", 200, 200, 20_000_000);

    assertThat(only(ask(new InputSkewRule(), story)).summary())
        .contains("One piece of the source")
        .doesNotContain("not cut");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Scan parquet", "Scan orc"})
  void columnar_files_are_cut(String scan) {
    assertThat(only(ask(new InputSkewRule(), uneven(scan, 200, 200, 20_000_000))).summary())
        .doesNotContain("not cut");
  }

  @Test
  void no_other_size_is_advised_while_one_task_holds_the_run_up() {
    assertThat(silence(ask(new ExecutorCountRule(), uneven("Scan JDBCRelation(o)", 200, 200, 0))))
        .contains("far more than the others: that comes first");
  }

  @Test
  void what_is_slow_for_another_reason_is_not_the_reads_fault() {
    silence(ask(new InputSkewRule(), uneven("Scan csv", 1, 200, MIB)));
    silence(ask(new InputSkewRule(), uneven("Scan csv", 20, 200, MIB)));
    silence(ask(new InputSkewRule(), uneven("Scan csv", 3, 3, MIB)));
  }

  private static RunBuilder exploding(String node) {
    return RunBuilder.application("baskets")
        .executors(4, 2, "4g")
        .stage(
            "write",
            16,
            s ->
                s.sql(1)
                    .node(node, n -> n.metric("number of output rows", 100_000_000))
                    .tasks(
                        (t, i) ->
                            t.durationMs(i == 3 ? 600_000 : 10_000)
                                .input(60 * MIB, 100_000)
                                .output(i == 3 ? 6_000 * MIB : 60 * MIB, i == 3 ? 9_000 : 90)));
  }

  @Test
  void elements_of_a_few_rows_are_no_slow_task() {
    assertThat(only(ask(new InputSkewRule(), exploding("Generate"))).summary())
        .contains("right after the explode");
    silence(ask(new StragglerRule(), exploding("Generate")));
    silence(ask(new StragglerRule(), exploding("Project")));
    silence(ask(new InputSkewRule(), exploding("Project")));
  }

  private static RunBuilder computing(int cpuMs) {
    return RunBuilder.application("models")
        .executors(4, 2, "4g")
        .stage(
            "map",
            64,
            s ->
                s.tasks(
                    (t, i) ->
                        t.durationMs(i == 3 ? 900_000 : 10_000)
                            .cpuTimeMs(i == 3 ? cpuMs : 9_000)
                            .input(20 * MIB, 20_000)));
  }

  @Test
  void a_row_that_takes_long_to_compute_takes_a_copy_as_long() {
    silence(ask(new StragglerRule(), computing(890_000)));
    only(ask(new StragglerRule(), computing(9_000)));
  }

  private static RunBuilder grouping(long bytes) {
    return RunBuilder.application("groups")
        .executors(4, 2, "4g")
        .stage("map", 64, s -> s.tasks((t, i) -> t.durationMs(20_000).shuffleWrite(MIB, 1_000)))
        .stage(
            "groupByKey", 1, s -> s.tasks((t, i) -> t.durationMs(900_000).shuffleRead(bytes, 9)));
  }

  @Test
  void no_other_size_is_advised_around_one_task_with_the_whole_shuffle() {
    assertThat(silence(ask(new ExecutorCountRule(), grouping(6_400 * MIB))))
        .contains("groupByKey", "in 1 task", "comes first");
    only(ask(new ExecutorCountRule(), grouping(64 * MIB)));
  }

  private static RunBuilder textFiles(String path, long bytes) {
    return RunBuilder.application("logs")
        .executors(4, 2, "4g")
        .stage(
            "count",
            3,
            s ->
                s.rdd(1, path, "textFile", null)
                    .tasks((t, i) -> t.durationMs(400_000).input(bytes, 9_000_000)));
  }

  @Test
  void text_files_that_are_not_cut_are_named() {
    assertThat(only(ask(new FewTasksRule(), textFiles("hdfs://nn/logs", 2_500 * MIB))).summary())
        .contains("3 files that cannot be cut", "58 pieces");
    silence(ask(new FewTasksRule(), textFiles("hdfs://nn/logs", 256 * MIB)));
  }
}
