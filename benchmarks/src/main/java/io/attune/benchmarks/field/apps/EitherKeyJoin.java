package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.SparkSession;

/**
 * Joins on one key or another, which no hash join can do. Remedy: a union of two joins with
 * equality.
 */
public final class EitherKeyJoin {
  private EitherKeyJoin() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    spark
        .range(0, 60_000, 1, 4)
        .selectExpr("id", "concat('c', id) AS customer", "concat('k', id * 3) AS contact")
        .createOrReplaceTempView("calls");
    spark
        .range(0, 20_000, 1, 2)
        .selectExpr("concat('c', id * 2) AS customer", "concat('k', id * 5) AS contact", "id AS r")
        .createOrReplaceTempView("accounts");
    String select = "SELECT c.id, a.r FROM calls c JOIN accounts a ON ";
    Lab.consume(
        spark.sql(
            Field.mended(args)
                ? select + "c.customer = a.customer UNION " + select + "c.contact = a.contact"
                : select + "c.customer = a.customer OR c.contact = a.contact"));
    spark.stop();
  }
}
