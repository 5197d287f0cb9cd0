package io.attune.samples;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What a user of a Spark Connect server does, with the thin client; the server and the user are in
 * the variable {@code SPARK_REMOTE}. One has far too many partitions, the other is well. Adaptive
 * execution has to be off.
 */
public final class ConnectUser {
  private ConnectUser() {}

  /**
   * Runs the session.
   *
   * @param args {@code rollup} or {@code healthy}
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String query =
        args[0].equals("rollup")
            ? "SELECT customer % 24 AS region, sum(spent) AS spent FROM (SELECT id % 120000 AS"
                + " customer, sum((id * 37) % 1000) AS spent FROM range(0, 600000, 1, 4) GROUP BY"
                + " id % 120000) GROUP BY customer % 24"
            : "SELECT id, java_method('java.lang.Thread', 'sleep', 10L) FROM range(0, 800, 1, 8)";
    List<?> rows = spark.sql(query).collectAsList();
    System.out.println("rows: " + rows.size());
    spark.stop();
  }
}
