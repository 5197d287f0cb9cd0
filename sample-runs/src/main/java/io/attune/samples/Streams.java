package io.attune.samples;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A streaming query over Spark's rate source, for some time: {@code healthy} waits a little in each
 * batch and has long pauses between; {@code behind} gets more rows than it can wait for; {@code
 * partitions} counts a few keys in as many partitions as the configuration says.
 */
public final class Streams {
  private Streams() {}

  /**
   * Runs the application.
   *
   * @param args {@code healthy}, {@code behind} or {@code partitions}; the query's time, seconds;
   *     its checkpoint, where a query goes on that was stopped: a temporary one without
   */
  public static void main(String[] args) throws Exception {
    String kind = args[0];
    SparkSession spark = Work.session(kind.equals("healthy") ? "healthy-stream" : "stream-" + kind);
    DataStreamWriter<Row> query = writer(spark, kind).queryName(kind);
    StreamingQuery running =
        (args.length > 2 ? query.option("checkpointLocation", args[2]) : query).start();
    running.awaitTermination(TimeUnit.SECONDS.toMillis(Integer.parseInt(args[1])));
    running.stop();
    spark.stop();
  }

  private static DataStreamWriter<Row> writer(SparkSession spark, String kind) {
    switch (kind) {
      case "healthy":
        return healthy(spark);
      case "behind":
        return behind(spark);
      default:
        return partitions(spark);
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

  private static DataStreamWriter<Row> partitions(SparkSession spark) {
    return rows(spark, 20)
        .selectExpr("value % 10 AS key")
        .groupBy("key")
        .count()
        .writeStream()
        .outputMode("complete")
        .format("noop");
  }
}
