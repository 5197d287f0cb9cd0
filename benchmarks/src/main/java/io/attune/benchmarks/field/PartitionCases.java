package io.attune.benchmarks.field;

import io.attune.benchmarks.field.apps.CompressedLog;
import io.attune.benchmarks.field.apps.CrossedPartitions;
import io.attune.benchmarks.field.apps.EitherKeyJoin;
import io.attune.benchmarks.field.apps.FewCountries;
import io.attune.benchmarks.field.apps.FilesByDay;
import io.attune.benchmarks.field.apps.LimitedSample;
import io.attune.benchmarks.field.apps.MergedTable;
import io.attune.benchmarks.field.apps.PreferredHosts;
import io.attune.benchmarks.field.apps.SessionsOfEvents;
import io.attune.benchmarks.field.apps.SkewBeforeAggregation;
import io.attune.benchmarks.field.apps.UnequalArrays;
import io.attune.benchmarks.field.apps.UnionOfDays;
import io.attune.benchmarks.field.apps.WholeFiles;
import java.util.List;
import java.util.stream.Stream;

/** Cases in which work is divided badly among tasks, or tasks among executors. */
final class PartitionCases {
  private PartitionCases() {}

  static List<FieldCase> all() {
    return Stream.of(fewTasks(), manyTasks(), settings()).flatMap(List::stream).toList();
  }

  private static List<FieldCase> fewTasks() {
    return List.of(
        FieldCase.named("compressed-log", CompressedLog.class)
            .source(
                "https://www.waitingforcode.com/apache-spark/apache-spark-data-compression/read")
            .symptom("one gzip file is read by one task, whatever the cluster")
            .remedy(
                "repartition after the read, or files that can be split",
                ExpectedAnswer.right(
                    "gzip|\\.gz|cannot be split|not be split|unsplittable|repartition")),
        FieldCase.named("unequal-arrays", UnequalArrays.class)
            .source(
                "https://georgheiler.com/2019/06/13/solve-data-skew-issues-for-array-columns-in-spark/")
            .symptom("rows are spread evenly, the elements of their arrays are not: one long task")
            .remedy(
                "spread elements, not rows: repartition after the explode",
                ExpectedAnswer.right("explode|generat|repartition|array|elements")),
        FieldCase.named("few-countries", FewCountries.class)
            .source(
                "https://newbedev.com/spark-sql-difference-between-df-repartition-and-dataframewriter-partitionby")
            .onSpark4()
            .symptom("repartition by a column of three values: three tasks have all the rows")
            .remedy(
                "a salt beside the column",
                ExpectedAnswer.right(
                    "salt|few (distinct )?(keys|values)|distinct values|repartition")),
        FieldCase.named("whole-files", WholeFiles.class)
            .source("https://github.com/dfdeshom/thoughts/blob/master/wholetextfiles.md")
            .symptom("wholeTextFiles makes two partitions of any number of documents")
            .remedy(
                "its argument minPartitions",
                ExpectedAnswer.right("minPartitions|wholeTextFiles|repartition")),
        FieldCase.named("limited-sample", LimitedSample.class)
            .source("https://mcmap.net/q/2032965/-spark-39-limit-39-does-not-run-in-parallel")
            .onSpark4()
            .symptom("what follows a limit in the middle of a query runs in one task")
            .remedy(
                "sample, or a repartition after the limit",
                ExpectedAnswer.right("\\blimit\\b|GlobalLimit|\\bsample\\(|repartition")));
  }

  private static List<FieldCase> manyTasks() {
    return List.of(
        FieldCase.named("crossed-partitions", CrossedPartitions.class)
            .source(
                "https://towardsdatascience.com/make-computations-on-large-cross-joined-spark-dataframes-faster-6cc36e61a222")
            .conf("spark.sql.autoBroadcastJoinThreshold", "-1")
            .symptom("a cross join multiplies partitions: thousands of tasks of milliseconds")
            .remedy(
                "fewer partitions of both sides before the cross join",
                ExpectedAnswer.right("cartesian|cross|coalesce|repartition")),
        FieldCase.named("union-of-days", UnionOfDays.class)
            .source("https://skanderboudawara.github.io/pyspark-antipattern/rules/shuffle/S001")
            .symptom("a union of many frames has the partitions of all of them")
            .remedy(
                "coalesce after the union",
                ExpectedAnswer.right("union|coalesce|tiny-tasks :", "recomputation")),
        FieldCase.named("either-key-join", EitherKeyJoin.class)
            .source(
                "https://kb.databricks.com/en_US/sql/job-involving-a-join-between-two-tables-running-longer-than-expected")
            .computing()
            .symptom("a join on one key OR another is a BroadcastNestedLoopJoin")
            .remedy(
                "a union of two joins with equality",
                ExpectedAnswer.right("nested.?loop|equality|equi-?join|without an equal")),
        FieldCase.named("interval-join", SessionsOfEvents.class)
            .source("http://zachmoshe.com/2016/09/26/efficient-range-joins-with-spark.html")
            .computing()
            .symptom("a join by BETWEEN compares every pair")
            .remedy(
                "bins of time as a key of the join",
                ExpectedAnswer.right(
                    "nested.?loop|equality|equi-?join|without an equal|\\bbins?\\b")));
  }

  private static List<FieldCase> settings() {
    return List.of(
        FieldCase.named("skew-before-aggregation", SkewBeforeAggregation.class)
            .source("https://github.com/apache/spark/pull/32816")
            .conf("spark.sql.autoBroadcastJoinThreshold", "-1")
            .conf("spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes", "4m")
            .conf("spark.sql.adaptive.advisoryPartitionSizeInBytes", "2m")
            .mendedBy("spark.sql.adaptive.forceOptimizeSkewedJoin", "true")
            .symptom("a skewed join is not split when its result is grouped by the same key")
            .remedy(
                "spark.sql.adaptive.forceOptimizeSkewedJoin=true",
                ExpectedAnswer.right("forceOptimizeSkewedJoin|\\bsalt|autoBroadcastJoinThreshold")),
        FieldCase.named("preferred-hosts", PreferredHosts.class)
            .source("https://ngorchakova.github.io/jvmwarstories/data-locality")
            .conf("spark.dynamicAllocation.enabled", "true")
            .conf("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .conf("spark.dynamicAllocation.initialExecutors", "1")
            .conf("spark.dynamicAllocation.maxExecutors", "2")
            .mendedBy("spark.locality.wait", "0s")
            .symptom("short stages wait for slots beside their cached data; other executors idle")
            .remedy(
                "spark.locality.wait=0s",
                ExpectedAnswer.right("spark\\.locality\\.wait", "initialExecutors|minExecutors")),
        FieldCase.named("files-by-day", FilesByDay.class)
            .source("https://github.com/G-Research/spark-extension/blob/master/PARTITIONING.md")
            .computing()
            .onSpark4()
            .symptom("partitionBy from many tasks writes tasks × days small files")
            .remedy(
                "repartition by the same column before the write",
                ExpectedAnswer.right(
                    "repartition|REBALANCE|small-files|files (in|for|per|of) each")),
        FieldCase.named("merged-table", MergedTable.class)
            .source("https://github.com/delta-io/delta/issues/513")
            .conf("spark.jars.packages", "io.delta:delta-spark_2.13:3.3.2")
            .conf("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .conf(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .conf("spark.sql.shuffle.partitions", "1")
            .mendedBy("spark.sql.shuffle.partitions", "16")
            .mendedBy("spark.sql.adaptive.coalescePartitions.enabled", "false")
            .symptom(
                "a MERGE runs in one task, because shuffle partitions were cut to get few files")
            .remedy(
                "more shuffle partitions; repartitionBeforeWrite keeps files few",
                ExpectedAnswer.right("spark\\.sql\\.shuffle\\.partitions")));
  }
}
