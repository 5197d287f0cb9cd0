package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/** Writes the same orders to many files and to few. Arguments: directory, number of many files. */
public final class PrepareSmallParquet {
  private PrepareSmallParquet() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    int many = Integer.parseInt(args[1]);
    write(spark, args[0] + "/many", many);
    write(spark, args[0] + "/few", 2);
    spark.stop();
  }

  private static void write(SparkSession spark, String folder, int files) {
    spark
        .sql(
            "SELECT id, id % 5000 AS customer, id % 365 AS day, id % 97 AS amount,"
                + " md5(cast(id AS string)) AS note FROM range(0, 1500000, 1, "
                + files
                + ")")
        .write()
        .mode("overwrite")
        .parquet(folder);
  }
}
