package io.attune.benchmarks.field;

import io.attune.benchmarks.field.apps.CapturedLookup;
import io.attune.benchmarks.field.apps.CheckpointedRdd;
import io.attune.benchmarks.field.apps.ColumnByColumn;
import io.attune.benchmarks.field.apps.GroupedCounts;
import io.attune.benchmarks.field.apps.InferredSchema;
import io.attune.benchmarks.field.apps.NullsByColumn;
import io.attune.benchmarks.field.apps.NumberedRows;
import io.attune.benchmarks.field.apps.PivotedMonths;
import io.attune.benchmarks.field.apps.RefiningLoop;
import io.attune.benchmarks.field.apps.TablesInTurn;
import io.attune.benchmarks.field.apps.TwoSinks;
import java.util.List;
import java.util.stream.Stream;

/** Cases in which the program asks for more work than it needs, or for one thing at a time. */
final class CodeCases {
  private CodeCases() {}

  static List<FieldCase> all() {
    return Stream.of(computedTwice(), oneAtATime()).flatMap(List::stream).toList();
  }

  private static List<FieldCase> computedTwice() {
    return List.of(
        FieldCase.named("inferred-schema", InferredSchema.class)
            .source("https://cloudsqale.com/2023/10/25/spark-reading-json-sampling/")
            .computing()
            .symptom("JSON without a schema is read twice")
            .remedy("the schema", ExpectedAnswer.right("schema|samplingRatio")),
        FieldCase.named("pivoted-months", PivotedMonths.class)
            .source("https://www.data-dynamics.io/en/blog/pyspark-pivot-wide-transform")
            .symptom("a pivot without values runs a job to find them first")
            .remedy("the values as its second argument", ExpectedAnswer.right("pivot|persist")),
        FieldCase.named("nulls-by-column", NullsByColumn.class)
            .source("https://github.com/ardent-data/weevr/issues/181")
            .onSpark4()
            .symptom("one job for each column, each of which computes all that is before it")
            .remedy(
                "one aggregation for all columns, or persist",
                ExpectedAnswer.right(
                    "persist|one (job|pass|aggregation|query)|single (job|pass|query)")),
        FieldCase.named("two-sinks", TwoSinks.class)
            .source("https://docs.databricks.com/en/structured-streaming/foreach.html")
            .symptom("foreachBatch writes to two places and computes each batch twice")
            .remedy("persist the batch inside", ExpectedAnswer.right("persist|foreachBatch")),
        FieldCase.named("checkpointed-rdd", CheckpointedRdd.class)
            .source(
                "https://stackoverflow.com/questions/35127720/what-is-the-difference-between-spark-checkpoint-and-persist-to-a-disk")
            .symptom("checkpoint() computes the RDD a second time")
            .remedy("persist before the checkpoint", ExpectedAnswer.right("checkpoint|persist")),
        FieldCase.named("numbered-rows", NumberedRows.class)
            .source("https://github.com/apache/spark/pull/54169")
            .symptom("zipWithIndex runs a job that computes the RDD to count it")
            .remedy("persist before", ExpectedAnswer.right("zipWithIndex|persist")));
  }

  private static List<FieldCase> oneAtATime() {
    return List.of(
        FieldCase.named("growing-lineage", RefiningLoop.class)
            .source("https://skanderboudawara.github.io/pyspark-antipattern/rules/looping/L001")
            .onSpark4()
            .symptom("a loop over a frame is slower in every round")
            .remedy(
                "localCheckpoint in each round",
                ExpectedAnswer.right("checkpoint|persist|lineage")),
        FieldCase.named("tables-in-turn", TablesInTurn.class)
            .source("https://openillumi.com/en/en-spark-df-parallel-write-par-scala")
            .symptom("small tables written one after the other leave most of the cluster idle")
            .remedy(
                "several writes at a time, from threads",
                ExpectedAnswer.right(
                    "one after (the other|another)|concurrent|in parallel|threads|FAIR|at a time",
                    "executor-count|executor-cores|dynamic-allocation|few-tasks")),
        FieldCase.named("column-by-column", ColumnByColumn.class)
            .source("https://dailydatabricks.tips/tips/Spark/withColumns.html")
            .symptom("withColumn in a loop: the driver analyses a growing plan again and again")
            .remedy(
                "one select, or withColumns",
                ExpectedAnswer.right(
                    "withColumn|analys|planning|plan of|driver-bound", "executor-count")),
        FieldCase.named("captured-lookup", CapturedLookup.class)
            .source("https://errorhandle.ai/how-can-i-further-reduce-my-apache-spark-task-size")
            .computing()
            .onSpark4()
            .symptom("a function captured a large map; each task reads it again")
            .remedy(
                "a broadcast variable",
                ExpectedAnswer.right(
                    "closure|broadcast variable|deserial|captured", "tiny-tasks :")),
        FieldCase.named("grouped-counts", GroupedCounts.class)
            .source(
                "https://www.gresearch.com/news/sparks-groupbykey-should-be-avoided-and-heres-why/")
            .computing()
            .symptom("groupByKey shuffles and holds every value only to count them")
            .remedy(
                "reduceByKey", ExpectedAnswer.right("groupByKey|reduceByKey|map.?side|combine")));
  }
}
