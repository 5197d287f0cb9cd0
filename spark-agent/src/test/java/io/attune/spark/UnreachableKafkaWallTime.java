package io.attune.spark;

import io.attune.samples.SparkRun;
import io.attune.spark.jobs.MixedJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what an unreachable Kafka costs an application: runs the same application with the
 * agent, whose Kafka and registry do not answer, and without it, alternately, so that both are
 * exposed to the same load of the machine. Prints one line per run and the minimum, median and
 * maximum of both.
 *
 * <pre>mvn -pl spark-agent -am verify -DskipTests -Pwall-time</pre>
 */
final class UnreachableKafkaWallTime {
  private static final Pattern SUMMARY = Pattern.compile("Attune agent: .*");

  private UnreachableKafkaWallTime() {}

  /**
   * Runs the measurement.
   *
   * @param args number of runs of each (10), name of the Spark in {@link SparkUnderTest} (3.5 on
   *     Scala 2.13)
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    SparkUnderTest spark =
        args.length > 1 ? SparkUnderTest.valueOf(args[1]) : SparkUnderTest.SPARK_3_5_SCALA_2_13;
    List<Long> with = new ArrayList<>();
    List<Long> without = new ArrayList<>();
    run(spark, false);
    for (int i = 1; i <= runs; i++) {
      // Alternate the order within a pair, too.
      if (i % 2 == 0) {
        with.add(run(spark, true));
        without.add(run(spark, false));
      } else {
        without.add(run(spark, false));
        with.add(run(spark, true));
      }
      System.out.printf(
          Locale.ROOT,
          "run %2d   without agent %6.2f s   with agent %6.2f s%n",
          i,
          without.get(i - 1) / 1e3,
          with.get(i - 1) / 1e3);
    }
    System.out.printf("%n%-32s %8s %8s %8s%n", spark, "min", "median", "max");
    print("without the agent", without);
    print("with the agent, Kafka unreachable", with);
  }

  private static long run(SparkUnderTest spark, boolean agent)
      throws IOException, InterruptedException {
    SparkRun.Builder builder =
        spark.run("wall-time", MixedJob.class).conf("spark.master.ui.enabled", "false");
    if (agent) {
      builder
          .conf("spark.extraListeners", "io.attune.spark.AttuneListener")
          .conf("spark.attune.kafka.bootstrap.servers", "127.0.0.1:" + closedPort())
          .conf("spark.attune.schema.registry.url", "http://127.0.0.1:" + closedPort());
    } else {
      // Without the agent, its jar is not distributed either.
      builder.conf("spark.jars", "");
    }
    SparkRun.Result result = builder.run();
    if (!result.succeeded()) {
      throw new IllegalStateException("The application failed:\n" + result.output());
    }
    Matcher summary = SUMMARY.matcher(result.output());
    if (agent && !summary.find()) {
      throw new IllegalStateException("The agent did not report:\n" + result.output());
    }
    if (agent) {
      System.out.println(summary.group());
    }
    return result.wall().toMillis();
  }

  private static void print(String name, List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2.0;
    System.out.printf(
        Locale.ROOT,
        "%-32s %6.2f s %6.2f s %6.2f s%n",
        name,
        sorted.get(0) / 1e3,
        median / 1e3,
        sorted.get(sorted.size() - 1) / 1e3);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
