package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.executors.DriverBoundRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteCommitRuleTest {
  private final Rule rule = new WriteCommitRule();

  private static RunBuilder write(long commitMs, long directories) {
    return write(RunBuilder.application("writes"), "slowfs://store/out", commitMs, directories);
  }

  private static RunBuilder write(
      RunBuilder story, String address, long commitMs, long directories) {
    return story
        .executors(2, 4, "1g")
        .stage(
            "parquet",
            8,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.description(
                                    "Execute InsertIntoHadoopFsRelationCommand "
                                        + address
                                        + ", false, [day#10], Parquet, [path="
                                        + address
                                        + "], ErrorIfExists, [id, day]")
                                .metric("number of written files", 480)
                                .driverMetric("number of dynamic part", directories)
                                .driverMetric("job commit time", commitMs))
                    .tasks((t, i) -> t.durationMs(8_000)))
        .driverWorks(Duration.ofMillis(commitMs))
        .stage("count", 8, s -> s.tasks((t, i) -> t.durationMs(1_000)));
  }

  @Test
  void slow_renames_are_told_from_the_writes_own_metrics() {
    Advice advice = only(ask(rule, write(23_000, 60)));

    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .startsWith("23.0 s went into committing 1 write")
        .contains("480 files in 60 directories", "about 60 files")
        .doesNotContain("persist");
    assertThat(only(ask(rule, write(60_000, 60))).severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void without_directories_nothing_is_said_of_them() {
    assertThat(only(ask(rule, write(23_000, 1))).summary())
        .doesNotContain("directories", "repartition");
  }

  @Test
  void quick_commits_are_left_alone() {
    silence(ask(rule, write(9_999, 60)));
    only(ask(rule, write(10_000, 60)));
  }

  @Test
  void the_driver_is_not_blamed_for_what_the_commit_took() {
    assertThat(silence(ask(new DriverBoundRule(), write(30_000, 60)))).contains("commit of writes");
  }

  private static Advice to(String address, RunBuilder story) {
    return only(ask(new WriteCommitRule(), write(story, address, 23_000, 60)));
  }

  private static RunBuilder writes() {
    return RunBuilder.application("writes");
  }

  @Test
  void the_columns_of_the_directories_are_named() {
    assertThat(only(ask(rule, write(23_000, 60))).summary()).contains("Repartition by day before");
  }

  @Test
  void on_s3a_the_magic_committer_is_named() {
    assertThat(to("s3a://lake/out", writes()).summary())
        .contains("spark.hadoop.fs.s3a.committer.name=magic", "PathOutputCommitProtocol");
    assertThat(
            to(
                    "s3a://lake/out",
                    writes().property("spark.sql.sources.partitionOverwriteMode", "DYNAMIC"))
                .summary())
        .contains("table format")
        .doesNotContain("magic");
  }

  @Test
  void a_committer_that_is_bound_already_is_not_advised() {
    Advice advice =
        to(
            "s3a://lake/out",
            writes()
                .property("spark.hadoop.fs.s3a.committer.name", "directory")
                .property(
                    "spark.sql.sources.commitProtocolClass",
                    "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol"));

    assertThat(advice.summary()).contains("about 60 files").doesNotContain("bind", "magic");
    assertThat(advice.doubt()).doesNotContain("algorithm.version");
  }

  @Test
  void on_emr_its_own_committer_is_asked_about() {
    assertThat(to("s3://lake/out", writes().sparkVersion("3.5.2-amzn-1")).summary())
        .contains("EMRFS")
        .doesNotContain("magic");
    assertThat(to("s3://lake/out", writes()).summary()).contains("magic");
  }

  @Test
  void on_azure_and_google_the_manifest_committer_is_named() {
    assertThat(to("abfss://c@account/out", writes()).summary())
        .contains("factory.scheme.abfss=org.apache.hadoop.fs.azurebfs");
    Advice google = to("gs://lake/out", writes());
    assertThat(google.summary()).contains("factory.scheme.gs=", "ManifestCommitterFactory");
    assertThat(google.doubt()).contains("not safe");
  }

  @Test
  void databricks_commits_in_its_own_way() {
    Advice advice =
        to(
            "s3://lake/out",
            writes().property("spark.databricks.clusterUsageTags.clusterId", "1127-1"));

    assertThat(advice.summary()).contains("Delta table").doesNotContain("commitProtocolClass");
    assertThat(advice.doubt()).doesNotContain("algorithm.version");
  }

  @Test
  void where_renames_are_cheap_only_fewer_files_are_advised() {
    Advice advice = to("hdfs://namenode/out", writes());

    assertThat(advice.summary()).contains("about 60 files").doesNotContain("committer");
    assertThat(advice.doubt()).contains("algorithm.version=2");
    assertThat(
            to(
                    "hdfs://namenode/out",
                    writes()
                        .property(
                            "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2"))
                .doubt())
        .contains("set already");
  }
}
