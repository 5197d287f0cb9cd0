package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * A function that captured a large map: every task reads it from its closure again. Remedy: a
 * broadcast variable.
 */
public final class CapturedLookup {
  private CapturedLookup() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    JavaSparkContext context = Field.context(spark);
    Map<Integer, String> names = new HashMap<>();
    for (int id = 0; id < 400_000; id++) {
      names.put(id, "name of " + id);
    }
    JavaRDD<Integer> visits = context.parallelize(Lab.numbers(200_000), 80);
    Function<Integer, Integer> named;
    if (Field.mended(args)) {
      Broadcast<Map<Integer, String>> shared = context.broadcast(names);
      named = visit -> shared.value().get(visit).length();
    } else {
      named = visit -> names.get(visit).length();
    }
    System.out.println("letters: " + visits.map(named).reduce(Integer::sum));
    spark.stop();
  }
}
