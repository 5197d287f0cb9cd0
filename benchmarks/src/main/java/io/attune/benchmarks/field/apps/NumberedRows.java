package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Numbers the rows of a costly RDD: {@code zipWithIndex} counts its partitions in a job of its own
 * first. Remedy: persist before.
 */
public final class NumberedRows {
  private NumberedRows() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    JavaRDD<Integer> rows =
        Field.context(spark)
            .parallelize(Lab.numbers(640), 32)
            .map(row -> row + 0 * Lab.waitFor(140));
    if (Field.mended(args)) {
      rows = rows.persist(StorageLevel.MEMORY_ONLY());
    }
    long sum = rows.zipWithIndex().mapToDouble(row -> row._1() * row._2()).sum().longValue();
    System.out.println("sum: " + sum);
    spark.stop();
  }
}
