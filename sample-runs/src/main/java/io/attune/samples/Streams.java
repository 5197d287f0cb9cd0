package io.attune.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Streaming queries, for some time. Over Spark's rate source: {@code healthy} waits a little in
 * each batch and has long pauses between; {@code behind} gets more rows than it can wait for;
 * {@code partitions} counts a few keys in as many partitions as the configuration says. Over files:
 * {@code files} counts the lines of those that come into a directory, in as many partitions.
 */
public final class Streams {
  private Streams() {}

  /**
   * Runs the application.
   *
   * @param args {@code healthy}, {@code behind}, {@code partitions} or {@code files}, or several of
   *     them, joined by a plus; the queries' time, seconds; a directory: for their checkpoints,
   *     where queries go on that were stopped (temporary ones without), for the files that {@code
   *     files} reads, below {@code files-in}, and for a file {@code stop}, which ends them before
   *     their time
   */
  public static void main(String[] args) throws Exception {
    List<String> kinds = List.of(args[0].split("\\+"));
    String first = kinds.get(0);
    SparkSession spark =
        Work.session(first.equals("healthy") ? "healthy-stream" : "stream-" + first);
    if (args.length > 2) {
      // Each query's is a directory there, of its name.
      spark.conf().set("spark.sql.streaming.checkpointLocation", args[2]);
    }
    for (String kind : kinds) {
      writer(spark, kind, args).queryName(kind).start();
    }
    awaitEnd(spark, Integer.parseInt(args[1]), args.length > 2 ? args[2] : "");
    for (StreamingQuery query : spark.streams().active()) {
      query.stop();
    }
    spark.stop();
  }

  private static void awaitEnd(SparkSession spark, int seconds, String directory)
      throws StreamingQueryException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Path stop = Path.of(directory, "stop");
    boolean ended = false;
    while (!ended && System.nanoTime() < end && !Files.exists(stop)) {
      ended = spark.streams().awaitAnyTermination(500);
    }
  }

  private static DataStreamWriter<Row> writer(SparkSession spark, String kind, String[] args) {
    switch (kind) {
      case "healthy":
        return healthy(spark);
      case "behind":
        return behind(spark);
      case "partitions":
        return counted(rows(spark, 20).selectExpr("value % 10 AS key"));
      default:
        return counted(
            spark
                .readStream()
                .option("maxFilesPerTrigger", 1)
                .text(args[2] + "/files-in")
                .selectExpr("length(value) AS key"));
    }
  }

  /** So many rows a second from the second minute on. */
  private static Dataset<Row> rows(SparkSession spark, int perSecond) {
    return spark
        .readStream()
        .format("rate")
        .option("rowsPerSecond", perSecond)
        .option("rampUpTime", "60s")
        .option("numPartitions", 4)
        .load();
  }

  /** A second of work in each batch, shared by four tasks, every four seconds. */
  private static DataStreamWriter<Row> healthy(SparkSession spark) {
    return rows(spark, 20)
        .selectExpr("value", "wait_ms(20) AS scored")
        .writeStream()
        .format("noop")
        .trigger(Trigger.ProcessingTime(4, TimeUnit.SECONDS));
  }

  /** Four tasks wait for 40 ms a row: a hundred rows a second at most, of 112. */
  private static DataStreamWriter<Row> behind(SparkSession spark) {
    return rows(spark, 112)
        .selectExpr("value", "wait_ms(40) AS scored")
        .writeStream()
        .format("noop");
  }

  private static DataStreamWriter<Row> counted(Dataset<Row> keys) {
    return keys.groupBy("key").count().writeStream().outputMode("complete").format("noop");
  }
}
