package io.attune.benchmarks.field.apps;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Refines a frame in a loop that looks at each round's result: round n computes all rounds before
 * it again. Remedy: {@code localCheckpoint} in each round.
 */
public final class RefiningLoop {
  private static final int ROUNDS = 8;

  private RefiningLoop() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> ranks = spark.range(0, 160, 1, 16).selectExpr("id", "1.0D AS rank");
    for (int round = 0; round < ROUNDS; round++) {
      ranks = ranks.selectExpr("id", "rank * 0.85D + 0 * wait_ms(40) AS rank");
      if (Field.mended(args)) {
        ranks = ranks.localCheckpoint();
      }
      System.out.println(
          "round " + round + ": " + ranks.agg(java.util.Map.of("rank", "sum")).first());
    }
    spark.stop();
  }
}
