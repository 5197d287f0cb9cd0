package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** Functions shared by the programs. Rows mostly wait, so that two cores show eight slots. */
final class Field {
  private Field() {}

  /**
   * Creates the session, with the functions {@code wait_ms(milliseconds)} and, for places that
   * allow deterministic functions only, {@code slow(value, milliseconds)}.
   */
  static SparkSession session() {
    SparkSession spark = Lab.session();
    UDF2<Integer, Integer, Integer> slow = (value, time) -> value + 0 * Lab.waitFor(time);
    spark.udf().register("slow", slow, DataTypes.IntegerType);
    return spark;
  }

  static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Whether to run with the remedy. */
  static boolean mended(String[] args) {
    return args[0].equals("mended");
  }

  /** A path below the scratch directory. */
  static Path scratch(String[] args, String name) {
    return Path.of(args[1], name);
  }

  /** Writes files of numbered lines, unless they exist. */
  static Path lines(Path folder, int files, int linesPerFile) {
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        for (int file = 0; file < files; file++) {
          List<String> lines = new ArrayList<>();
          for (int line = 0; line < linesPerFile; line++) {
            lines.add(file + "," + line + "," + Integer.toHexString(file * 7919 + line));
          }
          Files.write(folder.resolve("part-" + file + ".txt"), lines, StandardCharsets.UTF_8);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
