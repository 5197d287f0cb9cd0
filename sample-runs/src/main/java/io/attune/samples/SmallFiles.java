package io.attune.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Reads hundreds of tiny files, as CSV through the RDD interface (a task for each file) and as
 * parquet through SQL (which packs them), and writes the result as a hundred and sixty small files
 * again.
 */
public final class SmallFiles {
  private static final int CSV_FILES = 400;
  private static final int PARQUET_FILES = 600;

  private SmallFiles() {}

  /**
   * Runs the application.
   *
   * @param args the data directory; before it {@code prepare} to write the input instead
   * @throws IOException when the input cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("prepare")) {
      prepare(Path.of(args[1]));
      return;
    }
    String data = args[0];
    SparkSession spark = Work.session("small-files");
    long lines =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .textFile(data + "/events-csv")
            .filter(line -> !line.isEmpty())
            .count();
    System.out.println("events: " + lines);
    spark.read().parquet(data + "/orders").createOrReplaceTempView("orders");
    spark
        .sql(
            "SELECT /*+ REPARTITION(160) */ customer, day, amount, note FROM orders WHERE amount >"
                + " 5")
        .write()
        .mode("overwrite")
        .parquet(data + "/large-orders");
    spark.stop();
  }

  private static void prepare(Path data) throws IOException {
    Path csv = Files.createDirectories(data.resolve("events-csv"));
    for (int file = 0; file < CSV_FILES; file++) {
      StringBuilder lines = new StringBuilder();
      for (int line = 0; line < 200; line++) {
        lines
            .append(file)
            .append(',')
            .append(line)
            .append(",event-")
            .append(file * line)
            .append('\n');
      }
      Files.writeString(
          csv.resolve(String.format("part-%05d.csv", file)), lines, StandardCharsets.UTF_8);
    }
    SparkSession spark = Work.session("small-files-input");
    spark
        .sql(
            "SELECT id % 5000 AS customer, id % 365 AS day, id % 97 AS amount,"
                + " md5(cast(id AS string)) AS note FROM range(0, 1200000, 1, "
                + PARQUET_FILES
                + ")")
        .write()
        .mode("overwrite")
        .parquet(data.resolve("orders").toString());
    spark.stop();
  }
}
