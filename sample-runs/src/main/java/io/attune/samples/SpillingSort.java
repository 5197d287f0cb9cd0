package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/** A global sort with two shuffle partitions in executors of 512 MB: both tasks spill to disk. */
public final class SpillingSort {
  private SpillingSort() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("spilling-sort");
    Work.consume(
        spark.sql(
            "SELECT id, md5(cast(id AS string)) AS note, sha1(cast(id AS string)) AS checksum"
                + " FROM range(0, 5000000, 1, 8) ORDER BY note"));
    spark.stop();
  }
}
