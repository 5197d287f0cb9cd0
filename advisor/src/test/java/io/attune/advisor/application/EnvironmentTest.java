package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Environment.Engine;
import io.attune.advisor.application.Environment.RemoteShuffle;
import io.attune.advisor.application.Environment.TableFormat;
import io.attune.advisor.application.Environment.Use;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
  private static Environment of(RunBuilder story) {
    return story.build().application().environment();
  }

  private static RunBuilder with(String property, String value) {
    return RunBuilder.application("orders").property(property, value);
  }

  private static RunBuilder planned(String name, String description) {
    return RunBuilder.application("x")
        .executors(1, 1, "1g")
        .stage("collect", 1, s -> s.sql(1).node(name, n -> n.description(description)));
  }

  private static Environment ofJobWith(String property, String value) {
    return of(
        RunBuilder.application("x")
            .executors(1, 1, "1g")
            .job(
                job ->
                    job.property(property, value)
                        .stage("start", 1, s -> s.tasks((t, i) -> t.durationMs(5)))));
  }

  @Test
  void streamsByTheirJobs() {
    Environment environment = ofJobWith("sql.streaming.queryId", "q-1");

    assertThat(environment.streamingQueries()).containsExactly("q-1");
    assertThat(environment.streaming()).isTrue();
  }

  @Test
  void streamsOfRddsByTheirJobs() {
    Environment environment = ofJobWith("spark.streaming.internal.outputOpId", "0");

    assertThat(environment.streaming()).isTrue();
    assertThat(environment.streamingQueries()).isEmpty();
  }

  @Test
  void aPlainProgram() {
    Environment environment = of(RunBuilder.application("orders").executors(2, 4, "4g"));

    assertThat(environment.use()).isEqualTo(Use.PROGRAM);
    assertThat(environment.local()).isFalse();
    assertThat(environment.isPlainSpark()).isTrue();
    assertThat(environment.remoteShuffle()).isEmpty();
    assertThat(environment.tableFormats()).isEmpty();
    assertThat(environment.streaming()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.repl.class.outputDir, /tmp/spark-1/repl-2, INTERACTIVE",
    "spark.zeppelin.noteId, 2H, INTERACTIVE",
    "spark.attune.x, y, PROGRAM",
  })
  void shellsByTheirProperties(String property, String value, Use use) {
    assertThat(of(with(property, value)).use()).isEqualTo(use);
  }

  @ParameterizedTest
  @CsvSource({
    "PySparkShell, INTERACTIVE",
    "Databricks Shell, INTERACTIVE",
    "livy-session-3, INTERACTIVE",
    "Thrift JDBC/ODBC Server, SERVER",
    "Spark Connect server, SERVER",
    "org.apache.spark.sql.connect.service.SparkConnectServer, SERVER",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301, PROGRAM",
    "nightly, PROGRAM",
  })
  void shellsAndServersByTheirNames(String name, Use use) {
    assertThat(of(RunBuilder.application(name)).use()).isEqualTo(use);
  }

  @Test
  void aDatabricksJobIsNoShell() {
    assertThat(
            of(RunBuilder.application("Databricks Shell").property("spark.databricks.job.id", "7"))
                .use())
        .isEqualTo(Use.PROGRAM);
  }

  @Test
  void localMode() {
    assertThat(of(RunBuilder.application("x").local(4, "2g")).local()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.plugins, com.nvidia.spark.SQLPlugin, RAPIDS",
    "spark.sql.extensions, com.nvidia.spark.rapids.SQLExecPlugin, RAPIDS",
    "spark.plugins, org.apache.gluten.GlutenPlugin, GLUTEN",
    "spark.plugins, io.glutenproject.GlutenPlugin, GLUTEN",
    "spark.native.enabled, true, GLUTEN",
    "spark.plugins, org.apache.spark.CometPlugin, ",
    "spark.sql.extensions, org.apache.comet.CometSparkSessionExtensions, COMET",
    "spark.databricks.clusterUsageTags.sparkVersion, 13.3.x-photon-scala2.12, PHOTON",
    "spark.databricks.clusterUsageTags.runtimeEngine, PHOTON, PHOTON",
    "spark.databricks.clusterUsageTags.sparkVersion, 13.3.x-scala2.12, ",
  })
  void enginesByTheirProperties(String property, String value, Engine engine) {
    if (engine == null) {
      assertThat(of(with(property, value)).engines()).isEmpty();
    } else {
      assertThat(of(with(property, value)).engines()).containsExactly(engine);
    }
  }

  @Test
  void anEngineThatIsSwitchedOffRunsNothing() {
    RunBuilder story =
        with("spark.plugins", "com.nvidia.spark.SQLPlugin")
            .property("spark.rapids.sql.enabled", "false");

    assertThat(of(story).engines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GpuHashAggregate, RAPIDS",
    "PhotonGroupingAgg, PHOTON",
    "CometHashAggregate, COMET",
    "HashAggregateTransformer, GLUTEN",
    "VeloxColumnarToRow, GLUTEN",
    "NativeSort, AURON",
  })
  void enginesByTheirOperators(String operator, Engine engine) {
    assertThat(engine.runs(operator)).isTrue();
    assertThat(engine.runs("HashAggregate")).isFalse();
    assertThat(of(planned(operator, "")).engines()).containsExactly(engine);
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.shuffle.celeborn.SparkShuffleManager, CELEBORN",
    "org.apache.spark.shuffle.RssShuffleManager, UNIFFLE",
    "com.acme.ShuffleManager, OTHER",
  })
  void remoteShuffleServices(String manager, RemoteShuffle service) {
    assertThat(of(with("spark.shuffle.manager", manager)).remoteShuffle()).contains(service);
  }

  @ParameterizedTest
  @CsvSource({
    "sort",
    "com.nvidia.spark.rapids.spark350.RapidsShuffleManager",
    "org.apache.spark.shuffle.sort.ColumnarShuffleManager",
    "org.apache.spark.sql.comet.execution.shuffle.CometShuffleManager",
  })
  void shuffleManagersOfEnginesAreNotRemote(String manager) {
    assertThat(of(with("spark.shuffle.manager", manager)).remoteShuffle()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Scan parquet, 'FileScan parquet [id] Location: TahoeLogFileIndex [file:/t]', DELTA",
    "Execute SaveIntoDataSourceCommand, 'SaveIntoDataSourceCommand org.apache.spark.sql.delta.sources.DeltaDataSource', DELTA",
    "BatchScan t, 'BatchScan t[id] IcebergScan(table=t)', ICEBERG",
    "BatchScan, 'BatchScan spark_catalog.db.t (branch=null) [filters=] org.apache.iceberg.spark.source', ICEBERG",
    "Scan parquet, 'FileScan parquet [id] Location: HoodieFileIndex(1 paths)', HUDI",
  })
  void tableFormatsByTheirPlans(String name, String description, TableFormat format) {
    assertThat(of(planned(name, description)).tableFormats()).containsExactly(format);
  }

  @Test
  void streamsByTheirOperators() {
    Environment environment = of(planned("StateStoreSave", ""));

    assertThat(environment.streaming()).isTrue();
    assertThat(environment.streamingQueries()).isEmpty();
  }
}
