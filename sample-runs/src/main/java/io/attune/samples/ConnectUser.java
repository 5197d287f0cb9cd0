package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * What a user of a Spark Connect server does, with the thin client; the server and the user are in
 * the variable {@code SPARK_REMOTE}. One joins with a table so small that it could be broadcast,
 * the other is well. Their rows wait by a function that the server has. Settings as for {@link
 * FourUnits}.
 */
public final class ConnectUser {
  private ConnectUser() {}

  /**
   * Runs the session.
   *
   * @param args {@code join} or {@code healthy}
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    Work.consume(
        spark.sql(
            args[0].equals("join")
                ? Work.joinWithFewCustomers(0, "java_method('java.lang.Thread', 'sleep', 40L)")
                : "SELECT id, java_method('java.lang.Thread', 'sleep', 10L) AS fetched"
                    + " FROM range(0, 800, 1, 8)"));
    System.out.println("done: " + args[0]);
    spark.stop();
  }
}
