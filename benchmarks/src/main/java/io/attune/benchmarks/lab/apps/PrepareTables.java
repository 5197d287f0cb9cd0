package io.attune.benchmarks.lab.apps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Converts tables from text to Parquet. Arguments: the directory with {@code <table>/} and {@code
 * <table>.schema}, the output directory, the number of files per large table.
 */
public final class PrepareTables {
  private static final long LARGE_BYTES = 16 << 20;

  private PrepareTables() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws IOException {
    SparkSession spark = Lab.session();
    List<Path> schemas;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      schemas = files.filter(f -> f.toString().endsWith(".schema")).sorted().toList();
    }
    for (Path schema : schemas) {
      String table = schema.getFileName().toString().replace(".schema", "");
      Path text = schema.resolveSibling(table);
      spark
          .read()
          .schema(Files.readString(schema, StandardCharsets.UTF_8))
          .option("sep", "|")
          .csv(text.toString())
          .repartition(bytes(text) > LARGE_BYTES ? Integer.parseInt(args[2]) : 1)
          .write()
          .mode("overwrite")
          .parquet(args[1] + "/" + table);
    }
    spark.stop();
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}
