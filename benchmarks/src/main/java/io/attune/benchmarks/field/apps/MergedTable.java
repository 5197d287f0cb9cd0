package io.attune.benchmarks.field.apps;

import org.apache.spark.sql.SparkSession;

/**
 * A Delta MERGE with {@code spark.sql.shuffle.partitions=1}, set so that the table gets few files:
 * the merge runs in one task. Remedy: the default, and files kept few by {@code
 * repartitionBeforeWrite}, which newer versions do by themselves.
 */
public final class MergedTable {
  private MergedTable() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    String table = Field.scratch(args, "prices").toString();
    spark
        .range(0, 400, 1, 8)
        .selectExpr("id", "id % 4 AS shop", "cast(id AS int) AS price")
        .write()
        .format("delta")
        .partitionBy("shop")
        .save(table);
    spark
        .range(0, 600, 2, 8)
        .selectExpr("id", "id % 4 AS shop", "cast(id AS int) AS price")
        .createOrReplaceTempView("updates");
    spark.sql(
        "MERGE INTO delta.`"
            + table
            + "` t USING updates u ON t.id = u.id AND t.shop = u.shop"
            + " WHEN MATCHED THEN UPDATE SET price = slow(u.price, 90)"
            + " WHEN NOT MATCHED THEN INSERT (id, shop, price) VALUES (u.id, u.shop, slow(u.price, 90))");
    spark.stop();
  }
}
