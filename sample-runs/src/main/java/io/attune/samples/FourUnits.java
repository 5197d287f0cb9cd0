package io.attune.samples;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * One application of four units: the job group {@code rollup}, which joins with a table so small
 * that it could be broadcast; the job group {@code orders}, one of whose tasks has ten times the
 * data of the others; an SQL session that has set one partition for itself; and jobs without a
 * name, which are healthy. Each of them also alone, in an application of its own. Their time is
 * waiting, so that what is wrong with them does not depend on the machine.
 *
 * <p>Adaptive execution and broadcasts have to be off, and the configuration has to ask for four
 * partitions, on four slots.
 */
public final class FourUnits {
  private static final String ALL = "all";
  private static final int ROUNDS = 2;

  private FourUnits() {}

  /**
   * Runs one application after the other.
   *
   * @param args of each application the name of its only unit ({@code rollup}, {@code orders},
   *     {@code session}, {@code plain}), or {@code all}
   */
  public static void main(String[] args) {
    for (String unit : args) {
      run(unit);
    }
  }

  private static void run(String unit) {
    SparkSession spark =
        SparkSession.builder()
            .appName("four-units-" + unit)
            .config("spark.attune.workload", "four-units-" + unit)
            .getOrCreate();
    Work.addFunctions(spark);
    SparkSession other = spark.newSession();
    Work.addFunctions(other);
    other.conf().set("spark.sql.shuffle.partitions", "1");
    for (int round = 0; round < ROUNDS; round++) {
      if (isAsked(unit, "rollup")) {
        spark.sparkContext().setJobGroup("rollup-2026-11-30", "by region and day", false);
        Work.consume(spark.sql(Work.joinWithFewCustomers(round, "wait_ms(40)")));
        spark.sparkContext().clearJobGroup();
      }
      if (isAsked(unit, "session")) {
        oneTask(other, round);
      }
      if (isAsked(unit, "plain")) {
        healthy(spark, round);
      }
      if (isAsked(unit, "orders") && round == 0) {
        spark.sparkContext().setLocalProperty("spark.jobGroup.id", "orders");
        skewed(spark);
        spark.sparkContext().clearJobGroup();
      }
    }
    spark.stop();
  }

  private static boolean isAsked(String asked, String unit) {
    return List.of(ALL, unit).contains(asked);
  }

  /** One task that waits for each of its rows. */
  private static void oneTask(SparkSession spark, int day) {
    Work.consume(
        spark.sql(
            "SELECT customer, spent, wait_ms(20) AS scored FROM (SELECT id % 400 AS customer,"
                + " sum(id) AS spent FROM "
                + Work.numbers(day, 40_000, 4)
                + " GROUP BY id % 400)"));
  }

  /** Two full waves of even tasks, without a shuffle. */
  private static void healthy(SparkSession spark, int day) {
    Work.consume(spark.sql("SELECT id, wait_ms(10) AS fetched FROM " + Work.numbers(day, 800, 8)));
  }

  /** Eight tasks, the last of which has ten times the rows of the others, and waits for each. */
  private static void skewed(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int rows = 300;
    context
        .parallelize(IntStream.range(0, 17).boxed().collect(Collectors.toList()), 17)
        .flatMapToPair(
            part ->
                IntStream.range(0, rows)
                    .mapToObj(row -> new Tuple2<>(Math.min(part, 7), bytes(part * rows + row)))
                    .iterator())
        .partitionBy(new HashPartitioner(8))
        .map(row -> row._2().length + 0 * Work.waitFor(5))
        .reduce(Integer::sum);
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[10_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
