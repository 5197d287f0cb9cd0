package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Counts by {@code groupByKey}, which shuffles every row. Remedy: {@code reduceByKey}. */
public final class GroupedCounts {
  private static final int ROWS_PER_PARTITION = 400_000;

  private GroupedCounts() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    JavaPairRDD<String, Integer> words =
        Field.context(spark)
            .parallelize(Lab.numbers(8), 8)
            .flatMapToPair(
                partition ->
                    java.util.stream.IntStream.range(0, ROWS_PER_PARTITION)
                        .mapToObj(row -> new Tuple2<>("word-" + row % 5000, 1))
                        .iterator());
    long distinct =
        (Field.mended(args)
                ? words.reduceByKey(Integer::sum)
                : words
                    .groupByKey()
                    .mapValues(
                        ones -> (int) StreamSupport.stream(ones.spliterator(), false).count()))
            .filter(word -> word._2() > 1)
            .count();
    System.out.println("words: " + distinct);
    spark.stop();
  }
}
