package io.attune.samples;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Another healthy application: a scan of eight Parquet files of reasonable size, a broadcast join
 * with a small table, an aggregation, and four output files. Part of each task waits, so that
 * durations do not depend on the machine's load.
 */
public final class HealthyReport {
  private HealthyReport() {}

  /**
   * Runs the application.
   *
   * @param args the data directory; preceded by {@code prepare} to write the input instead
   */
  public static void main(String[] args) {
    if (args[0].equals("prepare")) {
      prepare(args[1]);
      return;
    }
    String data = args[0];
    SparkSession spark = Work.session("healthy-report");
    spark
        .read()
        .schema("id BIGINT, day BIGINT, customer BIGINT, amount BIGINT, note STRING")
        .parquet(data + "/orders")
        .createOrReplaceTempView("orders");
    String days =
        IntStream.range(0, 365)
            .mapToObj(day -> "(" + day + ", 'quarter-" + day % 4 + "')")
            .collect(Collectors.joining(", "));
    spark
        .sql("SELECT * FROM VALUES " + days + " AS days(day, quarter)")
        .createOrReplaceTempView("days");
    spark
        .sql(
            "SELECT quarter, customer, spent, note, waited, CASE WHEN customer % 25 = 0 THEN"
                + " wait_ms(5) ELSE 0 END AS scored FROM (SELECT quarter, customer, sum(amount) AS"
                + " spent, bit_xor(xxhash64(note)) AS note, sum(waited) AS waited FROM (SELECT"
                + " quarter, customer, amount, note, CASE WHEN id % 1000 = 0 THEN wait_ms(5) ELSE 0"
                + " END AS waited FROM orders JOIN days USING (day)) GROUP BY quarter, customer)")
        .write()
        .mode("overwrite")
        .parquet(data + "/report");
    spark.stop();
  }

  private static void prepare(String data) {
    SparkSession spark = Work.session("healthy-report-input");
    spark
        .sql(
            "SELECT id, id % 365 AS day, (id * 7919) % 25000 AS customer, id % 97 AS amount,"
                + " md5(cast(id AS string)) AS note FROM range(0, 4800000, 1, 8)")
        .write()
        .mode("overwrite")
        .parquet(data + "/orders");
    spark.stop();
  }
}
