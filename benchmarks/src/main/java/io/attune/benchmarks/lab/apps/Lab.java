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
 * What the lab's applications share.
 *
 * <p>Several of them wait instead of computing, as a task does that calls a service or reads from
 * afar: two cores can then show a cluster of eight slots.
 */
final class Lab {
  private Lab() {}

  /** The session, with the function {@code wait_ms(milliseconds)}. */
  static SparkSession session() {
    SparkSession spark = SparkSession.builder().getOrCreate();
    UDF1<Integer, Integer> wait = Lab::waitFor;
    spark
        .udf()
        .register("wait_ms", functions.udf(wait, DataTypes.IntegerType).asNondeterministic());
    return spark;
  }

  /** Whether advice without a setting has been followed in the code. */
  static boolean follows(SparkSession spark, String ruleId) {
    return spark.sparkContext().getConf().getBoolean("spark.lab." + ruleId, false);
  }

  /** Makes views of the tables in a folder, one parquet folder each. */
  static void views(SparkSession spark, String folder, String... tables) {
    Arrays.stream(tables)
        .forEach(
            table -> spark.read().parquet(folder + "/" + table).createOrReplaceTempView(table));
  }

  /** Computes every row and keeps none. */
  static void consume(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /** The numbers from 0, boxed. */
  static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toList());
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
