package io.attune.benchmarks.lab.apps;

import java.io.File;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * Runs queries sequentially, like a nightly report. Arguments: directory of the tables, number of
 * repetitions, names of {@link TpchQuery}.
 */
public final class SqlReport {
  private SqlReport() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    String[] tables =
        Arrays.stream(Objects.requireNonNull(new File(args[0]).listFiles(File::isDirectory)))
            .map(File::getName)
            .sorted()
            .toArray(String[]::new);
    Lab.views(spark, args[0], tables);
    int times = Integer.parseInt(args[1]);
    for (int time = 0; time < times; time++) {
      for (String name : Arrays.copyOfRange(args, 2, args.length)) {
        Lab.consume(spark.sql(TpchQuery.valueOf(name).text()));
      }
    }
    spark.stop();
  }
}
