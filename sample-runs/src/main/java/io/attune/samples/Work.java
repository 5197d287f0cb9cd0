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
 * What the applications have in common.
 *
 * <p>Several of them wait instead of computing, as a task does that calls a service or reads from
 * afar: two cores can then show a cluster of eight slots, and the durations do not depend on what
 * else the machine does.
 */
final class Work {
  private Work() {}

  /** A session with the application's name and the function {@code wait_ms(milliseconds)}. */
  static SparkSession session(String applicationName) {
    SparkSession spark = SparkSession.builder().appName(applicationName).getOrCreate();
    UDF1<Integer, Integer> wait = Work::waitFor;
    UserDefinedFunction function = functions.udf(wait, DataTypes.IntegerType).asNondeterministic();
    spark.udf().register("wait_ms", function);
    return spark;
  }

  /** Computes every row and keeps none. */
  static void consume(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /** Waits; the argument is the result, so that it can stand in an expression. */
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
