package io.attune.spark.jobs;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Starts one Spark context after the other, each with the settings of one argument ({@code
 * a=b;c=d}), and prints a line for each that works.
 */
public final class WrongSettingsJob {
  private WrongSettingsJob() {}

  /**
   * Runs the application.
   *
   * @param args settings, separated by semicolons
   */
  public static void main(String[] args) {
    for (String settings : args) {
      SparkConf conf = new SparkConf().setAppName("wrong settings");
      for (String setting : settings.split(";")) {
        int equals = setting.indexOf('=');
        conf.set(setting.substring(0, equals), setting.substring(equals + 1));
      }
      long sum;
      try (JavaSparkContext context = new JavaSparkContext(conf)) {
        sum = context.parallelize(List.of(1, 2, 3, 4), 2).reduce(Integer::sum);
      }
      System.out.println("sum " + sum + " with " + settings);
    }
  }
}
