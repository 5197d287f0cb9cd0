package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Fetches a model of 90 MB from a task with Kryo, whose buffer ends at 64 MiB. Remedy: {@code
 * spark.kryoserializer.buffer.max}.
 */
public final class LargeModels {
  private LargeModels() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    List<byte[]> models =
        Field.context(spark)
            .parallelize(Lab.numbers(1), 1)
            .map(model -> new byte[90_000_000])
            .collect();
    System.out.println("models: " + models.size());
    spark.stop();
  }
}
