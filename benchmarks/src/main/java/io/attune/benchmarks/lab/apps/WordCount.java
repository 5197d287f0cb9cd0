package io.attune.benchmarks.lab.apps;

import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Counts words. Argument: the input directory. */
public final class WordCount {
  private WordCount() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    long words =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .textFile(args[0])
            .flatMap(line -> Arrays.asList(line.split("[^A-Za-z]+")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1))
            .reduceByKey(Integer::sum)
            .count();
    System.out.println("words: " + words);
    spark.stop();
  }
}
