package io.attune.benchmarks.field.apps;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;

/**
 * Writes small tables one after the other, each of which keeps two of eight slots busy. Remedy:
 * several at a time.
 */
public final class TablesInTurn {
  private static final int TABLES = 16;

  private TablesInTurn() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = Field.session();
    ExecutorService threads = Executors.newFixedThreadPool(Field.mended(args) ? 4 : 1);
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (int table = 0; table < TABLES; table++) {
        String out = Field.scratch(args, "table-" + table).toString();
        writes.add(
            threads.submit(
                () ->
                    spark
                        .range(0, 40, 1, 2)
                        .selectExpr("id", "wait_ms(100) AS fetched")
                        .write()
                        .mode("overwrite")
                        .parquet(out)));
      }
      for (Future<?> write : writes) {
        write.get();
      }
    } finally {
      threads.shutdown();
    }
    spark.stop();
  }
}
