package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class FileListingRuleTest {
  private final Rule rule = new FileListingRule();

  private static RunBuilder application() {
    return RunBuilder.application("reports").executors(4, 2, "1g");
  }

  /** A scan whose files the driver took so long to find. */
  private static RunBuilder scan(
      RunBuilder story, String node, String location, long metadataMs, long directories) {
    return story.stage(
        "count",
        8,
        s ->
            s.sql(1)
                .node(
                    node,
                    n ->
                        n.metadata("Location", location)
                            .driverMetric("number of files read", 400)
                            .driverMetric("metadata time", metadataMs)
                            .driverMetric("number of partitions read", directories)
                            .metric("number of output rows", 1_000))
                .tasks((t, i) -> t.durationMs(2_000)));
  }

  private static RunBuilder parquet(long metadataMs, long directories) {
    return scan(
        application(), "Scan parquet orders", "InMemoryFileIndex[s3a]", metadataMs, directories);
  }

  private static RunBuilder listingJobs(int jobs, long taskMs) {
    RunBuilder story = application();
    for (int job = 0; job < jobs; job++) {
      story.job(
          j -> {
            j.description("Listing leaf files and directories for 400 paths:<br/>s3a://lake/a");
            j.stage("sql", 8, s -> s.tasks((t, i) -> t.durationMs(taskMs)));
          });
    }
    return story;
  }

  @Test
  void jobs_that_list_directories_are_told() {
    Advice advice = only(ask(rule, listingJobs(3, 4_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .startsWith("12.0 s went into finding the files to read")
        .contains("3 jobs listed up to 400 directories", "read the table once");
    assertThat(only(ask(rule, listingJobs(1, 12_000))).summary())
        .contains("1 job listed")
        .doesNotContain("read the table once");
  }

  @Test
  void a_scan_that_waited_for_its_files_is_told() {
    assertThat(only(ask(rule, parquet(20_000, 400))).summary())
        .contains("the Scan parquet orders of SQL execution 1 waited 20.0 s")
        .contains("filter by the columns that name the directories")
        .doesNotContain("threshold");
  }

  @Test
  void a_few_directories_are_listed_by_the_driver_alone() {
    assertThat(only(ask(rule, parquet(20_000, 32))).summary())
        .contains("32 directories one after the other", "parallelPartitionDiscovery.threshold=32");
    assertThat(only(ask(rule, parquet(20_000, 33))).summary()).doesNotContain("threshold");
    assertThat(only(ask(rule, parquet(20_000, 1))).summary()).doesNotContain("threshold");
  }

  @Test
  void a_table_format_has_its_own_upkeep() {
    assertThat(
            only(ask(
                    rule,
                    scan(
                        application(),
                        "Scan parquet ",
                        "PreparedDeltaFileIndex [s3a://lake/t/_delta_log]",
                        20_000,
                        10)))
                .summary())
        .contains("compact the table's small files")
        .doesNotContain("threshold");
  }

  @Test
  void edges() {
    silence(ask(rule, parquet(9_999, 400)));
    only(ask(rule, parquet(10_000, 400)));
    assertThat(only(ask(rule, parquet(59_999, 400))).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, parquet(60_000, 400))).severity()).isEqualTo(Severity.HIGH);
    assertThat(silence(ask(rule, application()))).contains("too little");
  }
}
