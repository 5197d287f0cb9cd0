package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Parses one large gzip file, which cannot be split. Remedy: repartition after the read. */
public final class CompressedLog {
  private static final int LINES = 300_000;

  private CompressedLog() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws IOException {
    Path log = write(Field.scratch(args, "access.log.gz"));
    SparkSession spark = Field.session();
    Dataset<Row> lines = spark.read().text(log.toString());
    if (Field.mended(args)) {
      lines = lines.repartition(16);
    }
    Lab.consume(
        lines.selectExpr(
            "split(value, ' ') AS fields",
            "CASE WHEN hash(value) % 600 = 0 THEN wait_ms(80) ELSE 0 END AS looked_up"));
    spark.stop();
  }

  private static Path write(Path log) throws IOException {
    Random random = new Random(1);
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(log)), StandardCharsets.US_ASCII)) {
      for (int line = 0; line < LINES; line++) {
        out.write("GET /" + Long.toHexString(random.nextLong()) + " " + line);
        out.write(" " + Long.toHexString(random.nextLong()) + "\n");
      }
    }
    return log;
  }
}
