package io.attune.benchmarks.lab.apps;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Functions shared by applications that measure on little hardware.
 *
 * <p>Several of them wait instead of computing, like a task that calls a service or reads remote
 * data, so that two cores can simulate a cluster of eight slots.
 */
public final class Lab {
  private Lab() {}

  /** Creates the session, with the function {@code wait_ms(milliseconds)}. */
  public static SparkSession session() {
    SparkSession spark = SparkSession.builder().getOrCreate();
    UDF1<Integer, Integer> wait = Lab::waitFor;
    spark
        .udf()
        .register("wait_ms", functions.udf(wait, DataTypes.IntegerType).asNondeterministic());
    return spark;
  }

  /** Whether a rule's advice without a setting is applied. */
  static boolean follows(SparkSession spark, String ruleId) {
    return spark.sparkContext().getConf().getBoolean("spark.lab." + ruleId, false);
  }

  /** Creates views of the tables in a directory, each a directory of Parquet files. */
  static void views(SparkSession spark, String folder, String... tables) {
    Arrays.stream(tables)
        .forEach(
            table -> spark.read().parquet(folder + "/" + table).createOrReplaceTempView(table));
  }

  /** Computes every row and discards it. */
  public static void consume(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /** The integers from 0. */
  public static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toList());
  }

  /** Waits and returns the argument, for use in expressions. */
  public static int waitFor(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
    return milliseconds;
  }
}
