package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps models of 90 MB in a dataset encoded with Kryo, whose buffer ends at 64 MiB. Remedy: {@code
 * spark.kryoserializer.buffer.max}. (Spark 3.5 serializes results of tasks in pieces, so that they
 * no longer run into this limit.)
 */
public final class LargeModels {
  private static final int BYTES = 90_000_000;

  private LargeModels() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    MapFunction<Long, byte[]> trained = seed -> new byte[BYTES];
    Lab.consume(spark.range(0, 2, 1, 2).map(trained, Encoders.kryo(byte[].class)).toDF());
    spark.stop();
  }
}
