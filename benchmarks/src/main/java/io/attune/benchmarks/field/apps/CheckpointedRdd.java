package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Checkpoints an RDD, which computes it twice. Remedy: persist it first. */
public final class CheckpointedRdd {
  private CheckpointedRdd() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    spark.sparkContext().setCheckpointDir(Field.scratch(args, "checkpoints").toString());
    JavaRDD<Integer> features =
        Field.context(spark)
            .parallelize(Lab.numbers(640), 64)
            .map(row -> row + 0 * Lab.waitFor(140));
    if (Field.mended(args)) {
      features = features.persist(StorageLevel.MEMORY_AND_DISK());
    }
    features.checkpoint();
    System.out.println("sum: " + features.reduce(Integer::sum));
    spark.stop();
  }
}
