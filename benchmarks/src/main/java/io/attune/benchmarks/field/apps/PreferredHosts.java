package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Works in many short stages on partitions that were all cached on one executor, because the other
 * came later: each stage waits for slots beside its data. Remedy: {@code spark.locality.wait=0s}.
 */
public final class PreferredHosts {
  private static final int PARTITIONS = 16;

  private PreferredHosts() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    JavaSparkContext context = Field.context(spark);
    JavaRDD<Integer> data =
        context.parallelize(Lab.numbers(1600), PARTITIONS).persist(StorageLevel.MEMORY_ONLY());
    data.count();
    for (int stage = 0; stage < 12; stage++) {
      data.mapPartitions(rows -> java.util.List.of(Lab.waitFor(650)).iterator())
          .reduce(Integer::sum);
    }
    spark.stop();
  }
}
