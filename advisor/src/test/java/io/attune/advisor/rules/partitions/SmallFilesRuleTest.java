package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class SmallFilesRuleTest {
  private final Rule rule = new SmallFilesRule();

  private static RunBuilder reading(long files, long bytes) {
    return RunBuilder.application("load")
        .executors(1, 4, "1g")
        .stage(
            "scan",
            8,
            s -> s.sql(1).scan("Scan parquet ", files, bytes).tasks((t, i) -> t.durationMs(2_000)));
  }

  private static RunBuilder writing(long files, long bytes) {
    return RunBuilder.application("load")
        .executors(1, 4, "1g")
        .stage(
            "write",
            8,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.driverMetric("number of written files", files)
                                .driverMetric("written output", bytes))
                    .tasks((t, i) -> t.durationMs(2_000)));
  }

  @Test
  void small_files_read_are_to_be_compacted() {
    Advice advice = only(ask(rule, reading(600, 48_000_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary())
        .startsWith("600 files of 78 KiB read by the scan of parquet of SQL execution 1")
        .contains("1 would do");
  }

  @Test
  void edges_of_reading() {
    silence(ask(rule, reading(100, 100)));
    only(ask(rule, reading(101, 100)));
    silence(ask(rule, reading(101, 101 * 3 * MIB)));
    only(ask(rule, reading(101, 101 * 3 * MIB - 1)));
  }

  @Test
  void edges_of_writing() {
    assertThat(only(ask(rule, writing(160, 43_000_000))).summary())
        .contains("160 files")
        .contains("written by the write of SQL execution 1")
        .contains("REBALANCE");
    silence(ask(rule, writing(100, 100)));
    silence(ask(rule, writing(101, 101 * 32 * MIB)));
    only(ask(rule, writing(101, 101 * 32 * MIB - 1)));
  }

  @Test
  void a_small_text_file_of_an_rdd_is_a_task() {
    RunBuilder story =
        RunBuilder.application("load")
            .executors(1, 4, "1g")
            .stage(
                "count",
                400,
                s ->
                    s.rdd(1, "events-csv", "textFile", null)
                        .tasks((t, i) -> t.durationMs(40).input(4_000, 200)));

    assertThat(only(ask(rule, story)).summary()).startsWith("400 files of 3.9 KiB read by stage 0");
  }

  @Test
  void reading_that_costs_little_is_not_worth_words() {
    RunBuilder story =
        RunBuilder.application("load")
            .executors(1, 4, "1g")
            .stage(
                "log",
                2,
                s -> s.sql(1).scan("Scan json ", 600, 600_000).tasks((t, i) -> t.durationMs(500)))
            .stage("work", 40, s -> s.tasks((t, i) -> t.durationMs(5_000)));

    assertThat(silence(ask(rule, story))).contains("cost little");
  }

  private static RunBuilder writingInto(long directories, long files, long commitMs) {
    return RunBuilder.application("load")
        .executors(1, 4, "1g")
        .stage(
            "write",
            8,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.description(
                                    "Execute InsertIntoHadoopFsRelationCommand file:/data/out,"
                                        + " false, [day#10, shop#11L], Parquet, [], Append, [id]")
                                .driverMetric("number of written files", files)
                                .driverMetric("number of dynamic part", directories)
                                .driverMetric("job commit time", commitMs)
                                .driverMetric("written output", 1_000_000))
                    .tasks((t, i) -> t.durationMs(2_000)));
  }

  @Test
  void files_are_counted_against_the_directories_that_they_are_written_into() {
    assertThat(only(ask(rule, writingInto(60, 480, 100))).summary())
        .contains("480 files", "into 60 directories, where 60 would do")
        .contains("repartition by day, shop before the write");
    silence(ask(rule, writingInto(120, 120, 100)));
    silence(ask(rule, writingInto(120, 240, 100)));
    only(ask(rule, writingInto(120, 241, 100)));
  }

  private static RunBuilder scattering(long directories, long bytes, int taskMs) {
    return RunBuilder.application("load")
        .executors(1, 4, "1g")
        .stage(
            "write",
            1,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.description(
                                    "Execute InsertIntoHadoopFsRelationCommand file:/data/out,"
                                        + " false, [user#10], Parquet, [], Append, [id]")
                                .driverMetric("number of written files", directories)
                                .driverMetric("number of dynamic part", directories)
                                .driverMetric("job commit time", 100)
                                .driverMetric("written output", bytes))
                    .tasks((t, i) -> t.durationMs(taskMs).output(bytes, directories)));
  }

  @Test
  void a_column_of_too_many_values_is_named() {
    Advice advice = only(ask(rule, scattering(2_000, 2_400_000, 60_000)));

    assertThat(advice.summary())
        .contains("2,000 files", "into 2,000 directories", "user makes a directory of")
        .doesNotContain("repartition");
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void directories_that_are_few_or_full_or_quick_are_what_somebody_wants() {
    silence(ask(rule, scattering(499, 600_000, 60_000)));
    silence(ask(rule, scattering(2_000, 2_000 * MIB, 60_000)));
    silence(ask(rule, scattering(2_000, 2_400_000, 2_000)));
  }

  @Test
  void the_files_of_a_slow_commit_are_told_once() {
    silence(ask(rule, writingInto(60, 480, 20_000)));
  }

  private static RunBuilder table(String node, String location, String files, String bytes) {
    return RunBuilder.application("load")
        .executors(1, 4, "1g")
        .stage(
            "scan",
            8,
            s ->
                s.sql(1)
                    .node(
                        node,
                        n ->
                            n.metadata("Location", location)
                                .driverMetric(files, 600)
                                .driverMetric(bytes, 48_000_000)
                                .metric("number of output rows", 600))
                    .tasks((t, i) -> t.durationMs(2_000)));
  }

  @Test
  void a_table_format_has_its_own_compaction() {
    assertThat(
            only(ask(
                    rule,
                    table(
                        "Scan parquet ",
                        "TahoeLogFileIndex(1 paths)[s3a://lake/orders]",
                        "number of files read",
                        "size of files read")))
                .summary())
        .contains("OPTIMIZE", "delta.autoOptimize");
    assertThat(
            only(ask(
                    rule,
                    table(
                        "BatchScan lake.shop.orders",
                        "",
                        "number of result data files",
                        "total data file size (bytes)")))
                .summary())
        .startsWith("600 files of 78 KiB read by the scan of lake.shop.orders")
        .contains("rewrite_data_files", "write.distribution-mode");
  }

  @Test
  void the_log_of_a_table_is_not_its_data() {
    silence(
        ask(
            rule,
            table(
                "Scan json ",
                "DeltaLogFileIndex [s3a://lake/orders/_delta_log]",
                "number of files read",
                "size of files read")));
  }
}
