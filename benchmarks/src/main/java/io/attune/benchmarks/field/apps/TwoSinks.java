package io.attune.benchmarks.field.apps;

import java.nio.file.Path;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Writes each micro-batch to two places and so computes it twice. Remedy: persist the batch inside
 * {@code foreachBatch}.
 */
public final class TwoSinks {
  private TwoSinks() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws Exception {
    Path arrivals = Field.lines(Field.scratch(args, "arrivals"), 64, 12);
    boolean mended = Field.mended(args);
    String out = Field.scratch(args, "out").toString();
    SparkSession spark = Field.session();
    VoidFunction2<Dataset<Row>, Long> write =
        (batch, id) -> {
          if (mended) {
            batch.persist();
          }
          batch.write().mode("append").parquet(out + "/all");
          batch.filter("value LIKE '%7'").write().mode("append").parquet(out + "/sevens");
          if (mended) {
            batch.unpersist();
          }
        };
    spark
        .readStream()
        .option("maxFilesPerTrigger", "16")
        .text(arrivals.toString())
        .selectExpr("value", "wait_ms(180) AS decoded")
        .writeStream()
        .foreachBatch(write)
        .option("checkpointLocation", Field.scratch(args, "checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    spark.stop();
  }
}
