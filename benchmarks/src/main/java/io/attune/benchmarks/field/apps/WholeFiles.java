package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Parses whole documents, of which {@code wholeTextFiles} makes two partitions unless it is told
 * otherwise. Remedy: its {@code minPartitions}.
 */
public final class WholeFiles {
  private WholeFiles() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    Path documents = Field.lines(Field.scratch(args, "documents"), 96, 400);
    SparkSession spark = Field.session();
    long words =
        (Field.mended(args)
                ? Field.context(spark).wholeTextFiles(documents.toString(), 24)
                : Field.context(spark).wholeTextFiles(documents.toString()))
            .map(document -> (long) Lab.waitFor(500) + document._2().split(",").length)
            .reduce(Long::sum);
    System.out.println("words: " + words);
    spark.stop();
  }
}
