package io.attune.samples;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Collects 32 MiB with a limit of 12 MiB: Spark aborts the job because of
 * spark.driver.maxResultSize. The application continues with a count instead.
 */
public final class RejectedCollect {
  private static final int PARTITIONS = 16;
  private static final int BYTES_PER_PARTITION = 2 << 20;

  private RejectedCollect() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("rejected-collect");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<byte[]> pictures =
        context
            .parallelize(
                IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toList()), PARTITIONS)
            .map(RejectedCollect::picture);
    System.out.println("pictures: " + collected(pictures));
    spark.stop();
  }

  private static long collected(JavaRDD<byte[]> pictures) {
    try {
      return collect(pictures).size();
    } catch (SparkException e) {
      System.out.println("not collected: " + e.getMessage());
      return pictures.count();
    }
  }

  /** Declares the exception, which Scala does not, so that it can be caught. */
  private static List<byte[]> collect(JavaRDD<byte[]> pictures) throws SparkException {
    return pictures.collect();
  }

  private static byte[] picture(int number) {
    byte[] picture = new byte[BYTES_PER_PARTITION];
    new Random(number).nextBytes(picture);
    Work.waitFor(400);
    return picture;
  }
}
