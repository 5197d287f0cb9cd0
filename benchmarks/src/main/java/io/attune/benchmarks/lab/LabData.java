package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import io.attune.benchmarks.lab.apps.PrepareSmallParquet;
import io.attune.benchmarks.lab.apps.PrepareTables;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Generates the input of the workloads once; a marker file in a data set's directory says that it
 * is complete.
 */
final class LabData {
  private static final double SCALE = 0.2;
  private static final int LINE_FILES = 8;
  private static final int TABLE_FILES = 4;
  private static final int SMALL_CSV_FILES = 1_500;
  private static final int SMALL_CSV_LINES = 200;
  private static final int SMALL_PARQUET_FILES = 3_000;

  private final Path folder;
  private final SparkHome home;
  private final Path applications;

  /**
   * Creates the data.
   *
   * @param folder directory of the data sets
   * @param home the Spark home that writes Parquet
   * @param applications jar of the lab's applications
   */
  LabData(Path folder, SparkHome home, Path applications) {
    this.folder = requireNonNull(folder, "folder is null");
    this.home = requireNonNull(home, "home is null");
    this.applications = requireNonNull(applications, "applications is null");
  }

  /** Returns the directory of a data set, generating it if necessary. */
  Path of(DataSet set) throws IOException, InterruptedException {
    Path target = Files.createDirectories(folder.resolve(set.folder()));
    Path whole = target.resolveSibling(set.folder() + ".whole");
    if (Files.exists(whole)) {
      return target;
    }
    System.err.println("making " + set.folder());
    Path text = folder.resolve(set.folder() + "-text");
    switch (set) {
      case TPCH -> {
        TpcTables.writeTpch(text, SCALE, TABLE_FILES);
        toParquet(text, target);
      }
      case TPCDS -> {
        TpcTables.writeTpcds(text, SCALE);
        toParquet(text, target);
      }
      case LINES -> TpcTables.writeLines(target, SCALE, LINE_FILES);
      case SMALL_CSV -> {
        writeCsv(target.resolve("many"), SMALL_CSV_FILES, SMALL_CSV_LINES);
        writeCsv(target.resolve("few"), 4, SMALL_CSV_FILES * SMALL_CSV_LINES / 4);
      }
      case SMALL_PARQUET ->
          prepare(
              PrepareSmallParquet.class, target.toString(), Integer.toString(SMALL_PARQUET_FILES));
    }
    Files.writeString(whole, "");
    return target;
  }

  private void toParquet(Path text, Path target) throws IOException, InterruptedException {
    prepare(PrepareTables.class, text.toString(), target.toString(), Integer.toString(TABLE_FILES));
  }

  private void prepare(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    SparkRun.Result result =
        SparkRun.on(home)
            .master("local[2]")
            .application(applications, main.getName())
            .arguments(arguments)
            .conf("spark.driver.memory", "2g")
            .scratch(folder.resolve("prepare"))
            .timeout(Duration.ofMinutes(20))
            .run();
    if (!result.succeeded()) {
      throw new IOException("Spark could not prepare the data: " + result.output());
    }
  }

  private static void writeCsv(Path target, int files, int lines) throws IOException {
    Files.createDirectories(target);
    for (int file = 0; file < files; file++) {
      Path part = target.resolve(String.format(Locale.ROOT, "part-%05d.csv", file));
      try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        for (int line = 0; line < lines; line++) {
          long event = (long) file * lines + line;
          out.write("device-" + event % 5000 + "," + event + ",reading-" + event * 31 % 977);
          out.write('\n');
        }
      }
    }
  }
}
