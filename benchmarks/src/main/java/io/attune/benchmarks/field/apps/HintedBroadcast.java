package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.SparkSession;

/** Broadcasts a side by hint that the driver's heap cannot hold. Remedy: no hint. */
public final class HintedBroadcast {
  private HintedBroadcast() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    spark
        .sql(
            "SELECT id, concat(md5(cast(id AS string)), sha2(cast(id AS string), 512),"
                + " sha2(cast(id + 1 AS string), 512)) AS profile FROM range(0, 1400000, 1, 8)")
        .createOrReplaceTempView("profiles");
    spark.sql("SELECT id * 7 AS id FROM range(0, 300000, 1, 8)").createOrReplaceTempView("visits");
    String hint = Field.mended(args) ? "" : "/*+ BROADCAST(p) */ ";
    Lab.consume(
        spark.sql(
            "SELECT " + hint + "v.id, p.profile FROM visits v JOIN profiles p ON v.id = p.id"));
    spark.stop();
  }
}
