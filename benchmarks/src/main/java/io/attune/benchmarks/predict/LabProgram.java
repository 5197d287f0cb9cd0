package io.attune.benchmarks.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/** The Spark program of each {@link LabApplication}. */
public final class LabProgram {
  private final SparkSession spark;
  private final JavaSparkContext context;

  private LabProgram(SparkSession spark) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    UDF1<Long, Long> waits = value -> value + waitFor(15);
    spark.udf().register("waits", functions.udf(waits, DataTypes.LongType).asNondeterministic());
  }

  /**
   * Runs an application.
   *
   * @param args its name, and the number of executors to wait for before the first job, because
   *     their start time depends on the machine and not on the application
   */
  public static void main(String[] args) throws InterruptedException {
    LabApplication application = LabApplication.named(args[0]).orElseThrow();
    SparkSession spark = SparkSession.builder().appName(application.label()).getOrCreate();
    try {
      while (spark.sparkContext().getExecutorMemoryStatus().size() <= Integer.parseInt(args[1])) {
        waitFor(100);
      }
      waitFor(1_000);
      new LabProgram(spark).run(application);
    } finally {
      spark.stop();
    }
  }

  private void run(LabApplication application) throws InterruptedException {
    switch (application) {
      case MANY_SHORT -> waits(300, i -> 200).count();
      case FEW_LONG -> waits(24, i -> 2_500).count();
      case SKEWED -> waits(101, i -> i == 75 ? 8_000 : 500).count();
      case CHAIN -> chain();
      case TWO_THREADS -> twoThreads();
      case DRIVER_GAPS -> driverGaps();
      case SQL_ADAPTIVE -> adaptive();
      case WIDE_THEN_NARROW ->
          waits(200, i -> 200)
              .mapToPair(i -> new Tuple2<>(i % 4, 1))
              .reduceByKey(Integer::sum, 4)
              .map(pair -> waitFor(5_000) + pair._2())
              .count();
      case MIXED_LENGTHS -> waits(120, i -> 100 + (i * 7919 % 113) * (i * 104729 % 97) / 6).count();
      case ITERATIVE -> iterative();
      case SQL_JOIN -> join();
      case DIAMOND -> diamond();
      case SQL_ADAPTIVE_JOIN -> adaptiveJoin();
      case CPU_TASKS -> cpuTasks();
      case CPU_SQL -> cpuSql();
    }
  }

  /** Wait of a task by its index, milliseconds. */
  private interface Length extends java.io.Serializable {
    int of(int index);
  }

  private JavaRDD<Integer> waits(int tasks, Length length) {
    return context
        .parallelize(IntStream.range(0, tasks).boxed().collect(Collectors.toList()), tasks)
        .map(
            index -> {
              waitFor(length.of(index));
              return index;
            });
  }

  private void chain() {
    JavaPairRDD<Integer, Integer> pairs = waits(24, i -> 420).mapToPair(i -> new Tuple2<>(i, i));
    for (int step = 1; step < 6; step++) {
      pairs =
          pairs
              .reduceByKey(Integer::sum, 24)
              .mapToPair(
                  pair -> {
                    waitFor(420);
                    return new Tuple2<>(pair._1() + 1, pair._2());
                  });
    }
    pairs.count();
  }

  private void twoThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int each : new int[] {700, 900}) {
      Thread thread =
          new Thread(
              () -> {
                waits(22, i -> each).count();
                waits(14, i -> each + 25 * i).count();
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void driverGaps() {
    for (int job = 0; job < 4; job++) {
      int each = 450 + 75 * job;
      waits(20, i -> each).count();
      waitFor(2_500);
    }
  }

  private void adaptive() {
    rows(2_200)
        .selectExpr("waits(id) as id", "repeat(cast(id as string), 400) as payload")
        .groupBy(functions.expr("id % 1000").as("k"))
        .agg(functions.max("payload").as("payload"))
        .selectExpr("waits(k) as k", "length(payload) as n")
        .agg(functions.sum("n"))
        .collect();
  }

  private void adaptiveJoin() {
    Dataset<Row> left =
        rows(1_500).selectExpr("waits(id) as id", "repeat(cast(id as string), 300) as a");
    Dataset<Row> right =
        rows(900).selectExpr("waits(id) as id", "repeat(cast(id as string), 300) as b");
    left.join(right, "id")
        .selectExpr("waits(id) as id", "length(a) + length(b) as n")
        .groupBy(functions.expr("id % 100").as("k"))
        .agg(functions.sum("n"))
        .collect();
  }

  private Dataset<Row> rows(long count) {
    return spark.range(count).toDF("id");
  }

  private void join() {
    Dataset<Row> left = rows(1_600).selectExpr("waits(id) as id");
    Dataset<Row> right = spark.range(0, 1_200, 1, 12).toDF("id").selectExpr("waits(id) as id");
    left.join(right, "id").selectExpr("waits(id) as id").agg(functions.sum("id")).collect();
  }

  private void iterative() {
    JavaRDD<Long> cached =
        context
            .parallelize(LongStream.range(0, 640).boxed().collect(Collectors.toList()))
            .map(value -> value + waitFor(30))
            .cache();
    for (int iteration = 0; iteration < 7; iteration++) {
      cached.map(value -> value + waitFor(10)).reduce(Long::sum);
    }
  }

  private void diamond() {
    JavaPairRDD<Integer, Integer> left =
        waits(30, i -> 625).mapToPair(i -> new Tuple2<>(i % 16, i));
    JavaPairRDD<Integer, Integer> right =
        waits(10, i -> 1_750).mapToPair(i -> new Tuple2<>(i % 16, i));
    left.cogroup(right, 16).map(pair -> waitFor(1_000) + pair._1()).count();
  }

  private void cpuTasks() {
    context
        .parallelize(IntStream.range(0, 40).boxed().collect(Collectors.toList()), 40)
        .mapToPair(i -> new Tuple2<>(i % 12, compute(i, 130_000_000L)))
        .reduceByKey((a, b) -> a ^ b, 12)
        .map(pair -> compute(pair._1(), 130_000_000L))
        .count();
  }

  private void cpuSql() {
    spark
        .range(0, 14_000_000L, 1, 16)
        .selectExpr("id", "sha1(cast(id as string)) as h")
        .repartition(12, functions.col("h"))
        .sortWithinPartitions("h")
        .groupBy(functions.expr("substr(h, 1, 3)"))
        .agg(functions.max("h"), functions.count("id"))
        .collect();
  }

  private static long compute(long seed, long steps) {
    long state = seed + 1;
    for (long i = 0; i < steps; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
    }
    return state;
  }

  private static int waitFor(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
    return 0;
  }
}
