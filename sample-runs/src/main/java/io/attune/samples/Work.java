package io.attune.samples;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Functions shared by the applications.
 *
 * <p>Several of them wait instead of computing, like a task that calls a service or reads remote
 * data, so that two cores can simulate a cluster of eight slots and durations do not depend on the
 * machine's load.
 */
final class Work {
  private Work() {}

  /** Creates a session with the function {@code wait_ms(milliseconds)}. */
  static SparkSession session(String applicationName) {
    SparkSession spark = SparkSession.builder().appName(applicationName).getOrCreate();
    addFunctions(spark);
    return spark;
  }

  /** Adds the function {@code wait_ms(milliseconds)} to a session. */
  static void addFunctions(SparkSession spark) {
    UDF1<Integer, Integer> wait = Work::waitFor;
    UserDefinedFunction function = functions.udf(wait, DataTypes.IntegerType).asNondeterministic();
    spark.udf().register("wait_ms", function);
  }

  /** Computes every row and discards it. */
  static void consume(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /**
   * Joins orders with a thousand customers, shuffling and sorting both sides; broadcasts have to be
   * off. Some of the joined rows wait, evenly over four partitions: 500 of them a day.
   *
   * @param day of other orders each day, so that nothing is computed twice
   * @param wait what a row waits by
   */
  static String joinWithFewCustomers(int day, String wait) {
    return "SELECT o.note, c.name, CASE WHEN o.id % 197 = 0 THEN CAST("
        + wait
        + " AS string) END AS waited FROM (SELECT id, id % 1000 AS customer,"
        + " md5(cast(id AS string)) AS note FROM "
        + numbers(day, 100_000, 4)
        + ") o JOIN (SELECT id AS customer, concat('customer-', id) AS name FROM"
        + " range(0, 1000, 1, 4)) c ON o.customer = c.customer";
  }

  /** A table function of numbers that are other ones each day. */
  static String numbers(int day, int count, int partitions) {
    long first = (long) day * count;
    return "range(" + first + ", " + (first + count) + ", 1, " + partitions + ")";
  }

  /** Waits and returns the argument, for use in expressions. */
  static int waitFor(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
    return milliseconds;
  }
}
