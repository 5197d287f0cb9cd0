package io.attune.spark.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Causes most kinds of listener events: SQL with a shuffle, a cached RDD that is unpersisted, a
 * task that throws and is retried, job properties with a secret.
 *
 * <p>With a directory as argument it pauses half-way: it creates the file {@code half} there and
 * continues when the file {@code go} exists.
 */
public final class MixedJob {
  private static final int WAIT_SECONDS = 120;

  private MixedJob() {}

  /**
   * Runs the application.
   *
   * @param args nothing, or a directory
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark = SparkSession.builder().appName("mixed job").getOrCreate();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setLocalProperty("job.password", "hunter2");
    query(spark);
    if (args.length > 0) {
      half(Path.of(args[0]));
    }
    cache(context);
    failOnce(context);
    query(spark);
    System.out.println("mixed job is done");
    spark.stop();
  }

  private static void query(SparkSession spark) {
    spark
        .range(0, 20_000, 1, 4)
        .selectExpr("id % 7 as k", "id as v", "'token=abc' as t")
        .groupBy("k")
        .count()
        .orderBy("k")
        .collectAsList();
  }

  private static void cache(JavaSparkContext context) {
    JavaRDD<Integer> numbers =
        context
            .parallelize(IntStream.range(0, 4_000).boxed().collect(Collectors.toList()), 4)
            .map(n -> n * 2)
            .cache();
    numbers.count();
    numbers.reduce(Integer::sum);
    numbers.unpersist(true);
  }

  private static void failOnce(JavaSparkContext context) {
    context
        .parallelize(IntStream.range(0, 4).boxed().collect(Collectors.toList()), 4)
        .map(
            n -> {
              TaskContext task = TaskContext.get();
              if (task.partitionId() == 2 && task.attemptNumber() == 0) {
                throw new IllegalStateException("cannot log in with password=hunter2 at row 7");
              }
              return n;
            })
        .collect();
  }

  private static void half(Path directory) throws IOException, InterruptedException {
    Files.createFile(directory.resolve("half"));
    for (int i = 0; i < 10 * WAIT_SECONDS && !Files.exists(directory.resolve("go")); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
