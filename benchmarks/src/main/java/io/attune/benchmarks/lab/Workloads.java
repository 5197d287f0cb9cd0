package io.attune.benchmarks.lab;

import static io.attune.benchmarks.lab.Workload.SPARK_3_5;
import static io.attune.benchmarks.lab.Workload.SPARK_4;
import static io.attune.benchmarks.lab.Workload.healthy;
import static io.attune.benchmarks.lab.Workload.mistuned;

import io.attune.benchmarks.lab.apps.CountAndRollUp;
import io.attune.benchmarks.lab.apps.DeviceTotals;
import io.attune.benchmarks.lab.apps.DriverReport;
import io.attune.benchmarks.lab.apps.Enrichment;
import io.attune.benchmarks.lab.apps.Histories;
import io.attune.benchmarks.lab.apps.SkewedFactJoin;
import io.attune.benchmarks.lab.apps.SkewedGroups;
import io.attune.benchmarks.lab.apps.SmallCsv;
import io.attune.benchmarks.lab.apps.SmallFilesReport;
import io.attune.benchmarks.lab.apps.SmallOutput;
import io.attune.benchmarks.lab.apps.SortedExport;
import io.attune.benchmarks.lab.apps.SqlReport;
import io.attune.benchmarks.lab.apps.Training;
import io.attune.benchmarks.lab.apps.Waves;
import io.attune.benchmarks.lab.apps.WordCount;
import java.util.List;
import java.util.stream.Stream;

/** The lab's workloads. */
final class Workloads {
  private static final String AQE = "spark.sql.adaptive.enabled";
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";
  private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";

  private Workloads() {}

  static List<Workload> all() {
    return Stream.of(
            sql(),
            skewAndSpill(),
            smallFiles(),
            repeatedWork(),
            idleSlots(),
            clusterSize(),
            wellTuned())
        .flatMap(List::stream)
        .toList();
  }

  /** SQL reports whose joins or partitions are set wrong. */
  private static List<Workload> sql() {
    return List.of(
        mistuned("tpch-aqe-off", SqlReport.class, "@tpch", "1", "H3", "H10", "H12")
            .cluster(2, 1, 1024)
            .conf(AQE, "false")
            .on(SPARK_3_5)
            .story("TPC-H reports with adaptive execution off and 200 partitions over megabytes."),
        mistuned("tpcds-aqe-off", SqlReport.class, "@tpcds", "1", "DS3", "DS7", "DS43", "DS98")
            .cluster(2, 1, 1024)
            .conf(AQE, "false")
            .on(SPARK_4)
            .story("TPC-DS reports with adaptive execution off and 200 partitions over kilobytes."),
        mistuned("tpch-wide", SqlReport.class, "@tpch", "1", "JOIN_PARTS", "H18")
            .cluster(2, 1, 1024)
            .conf(AQE, "false")
            .conf(PARTITIONS, "1500")
            .on(SPARK_3_5)
            .story("Joins with 1,500 partitions, a setting copied from a cluster of 500 slots."),
        mistuned("tpch-no-broadcast", SqlReport.class, "@tpch", "1", "H5", "H10", "JOIN_PARTS")
            .cluster(2, 1, 1024)
            .conf(BROADCAST, "-1")
            .conf(AQE, "false")
            .conf(PARTITIONS, "4")
            .on(SPARK_4)
            .story(
                "Joins with small tables; broadcasting and adaptive execution were switched off"
                    + " after an old incident."));
  }

  /** One task has most of the data, or more than fits in memory. */
  private static List<Workload> skewAndSpill() {
    return List.of(
        mistuned("skewed-join", SkewedFactJoin.class)
            .cluster(4, 2, 768)
            .conf(BROADCAST, "-1")
            .on(SPARK_3_5)
            .story("A join with one hot account, below the threshold of adaptive execution."),
        mistuned("skewed-groups", SkewedGroups.class)
            .cluster(2, 4, 768)
            .conf("spark.default.parallelism", "24")
            .follows("skew")
            .on(SPARK_3_5)
            .story("groupByKey with one hot key; the tasks wait for a service."),
        mistuned("spilling-sort", SortedExport.class, "12")
            .cluster(2, 1, 512)
            .conf(AQE, "false")
            .conf(PARTITIONS, "2")
            .on(SPARK_3_5)
            .story("A sort into two partitions that do not fit in memory."));
  }

  /** Many small files, read or written. */
  private static List<Workload> smallFiles() {
    return List.of(
        mistuned("small-parquet", SmallFilesReport.class, "@small-parquet")
            .cluster(2, 1, 1024)
            .follows("small-files")
            .on(SPARK_3_5)
            .story("Two roll-ups of a table of 3,000 small parquet files."),
        mistuned("small-csv", SmallCsv.class, "@small-csv")
            .cluster(2, 1, 1024)
            .follows("small-files")
            .on(SPARK_4)
            .story("A count over 1,500 small CSV files with RDDs."),
        mistuned("small-output", SmallOutput.class, "@tpch", "@out")
            .cluster(2, 1, 1024)
            .conf(AQE, "false")
            .follows("small-files")
            .on(SPARK_4)
            .story(
                "Writes as many small files as the shuffle has partitions and reads them again."));
  }

  /** The same input read or computed again, or a cache that does not hold it. */
  private static List<Workload> repeatedWork() {
    return List.of(
        mistuned("training-small-cache", Training.class, "@lines", "cached", "6")
            .cluster(2, 1, 512)
            .follows("cache-waste")
            .on(SPARK_3_5)
            .story("A model fitted in rounds over points whose cache does not fit."),
        mistuned("training-no-cache", Training.class, "@lines", "plain", "6")
            .cluster(2, 1, 1024)
            .follows("recomputation")
            .on(SPARK_4)
            .story("A model fitted in rounds; every round parses the input again."),
        mistuned("count-and-roll-up", CountAndRollUp.class, "@lines", "@out")
            .cluster(2, 1, 1024)
            .follows("recomputation")
            .on(SPARK_3_5)
            .story(
                "Counts the input, rolls it up, counts again, writes: three times the same scan."));
  }

  /** Slots that wait: for one task, for the driver, or for executors to come back. */
  private static List<Workload> idleSlots() {
    return List.of(
        mistuned("one-partition", Enrichment.class, "6000", "10", "60")
            .cluster(2, 2, 768)
            .conf(AQE, "false")
            .conf(PARTITIONS, "1")
            .on(SPARK_3_5)
            .story("A service is asked by one task, because one output file was wanted."),
        mistuned("driver-bound", DriverReport.class, "8")
            .cluster(4, 2, 768)
            .follows("driver-bound")
            .on(SPARK_4)
            .story("The driver works alone between short jobs while eight slots wait."),
        mistuned("hasty-release", Waves.class, "6", "8", "1500", "4000")
            .cluster(4, 1, 768)
            .conf("spark.dynamicAllocation.enabled", "true")
            .conf("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .conf("spark.dynamicAllocation.minExecutors", "0")
            .conf("spark.dynamicAllocation.maxExecutors", "4")
            .conf("spark.dynamicAllocation.executorIdleTimeout", "1s")
            .on(SPARK_3_5)
            .story("Dynamic allocation that gives executors back in every pause of the job."));
  }

  /** Too many executors, too much or too little memory, too many tasks for either. */
  private static List<Workload> clusterSize() {
    return List.of(
        mistuned("too-many-executors", Waves.class, "8", "2", "6000", "100")
            .cluster(8, 1, 768)
            .on(SPARK_3_5)
            .story("Eight executors for stages of two tasks."),
        mistuned("generous-memory", Waves.class, "8", "16", "4000", "100")
            .cluster(2, 4, 4096)
            .on(SPARK_4)
            .story("Executors of 4 GiB whose tasks hold next to nothing."),
        mistuned("out-of-memory", Histories.class, "16", "130")
            .cluster(2, 4, 512)
            .on(SPARK_3_5)
            .story("Histories that fill the heap; executors die of it and the run fails."),
        mistuned("tiny-tasks", DeviceTotals.class, "400000")
            .cluster(2, 1, 1024)
            .conf("spark.default.parallelism", "2000")
            .on(SPARK_4)
            .story("2,000 tasks for every step, a parallelism copied from a large cluster."));
  }

  /** Nothing is wrong with these. */
  private static List<Workload> wellTuned() {
    return List.of(
        healthy("healthy-tpch", SqlReport.class, "@tpch", "1", "H1", "H3", "H10", "H12", "H18")
            .cluster(2, 1, 640)
            .conf(PARTITIONS, "4")
            .on(SPARK_3_5, SPARK_4)
            .story("Five TPC-H reports with adaptive execution."),
        healthy("healthy-q18", SqlReport.class, "@tpch", "1", "H18")
            .cluster(2, 1, 640)
            .conf(PARTITIONS, "4")
            .on(SPARK_3_5)
            .story("TPC-H 18."),
        healthy("healthy-tpcds", SqlReport.class, "@tpcds", "1", "DS3", "DS7", "DS43", "DS98")
            .cluster(2, 1, 640)
            .on(SPARK_4)
            .story("TPC-DS with adaptive execution and its defaults."),
        healthy("healthy-word-count", WordCount.class, "@lines")
            .cluster(2, 1, 640)
            .on(SPARK_3_5)
            .story("Words counted with RDDs in eight partitions."),
        healthy("healthy-waves", Waves.class, "8", "16", "3000", "100")
            .cluster(2, 4, 512)
            .on(SPARK_4)
            .story("Tasks that wait, in whole waves."));
  }
}
