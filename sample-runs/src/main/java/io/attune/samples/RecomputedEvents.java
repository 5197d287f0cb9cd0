package io.attune.samples;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Events are parsed once in the code and four times by Spark: the RDD of valid events is counted,
 * rolled up by kind, counted again and saved, without being persisted. Parsing waits, as for a
 * lookup in a service.
 */
public final class RecomputedEvents {
  private static final int FILES = 8;
  private static final int EVENTS_PER_FILE = 20_000;

  private RecomputedEvents() {}

  /**
   * Runs the application.
   *
   * @param args the data directory; preceded by {@code prepare} to write the input instead
   * @throws IOException when the input cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("prepare")) {
      prepare(Path.of(args[1]));
      return;
    }
    String data = args[0];
    SparkSession spark = Work.session("recomputed-events");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<String[]> events =
        context
            .textFile(data + "/events", FILES)
            .map(RecomputedEvents::parse)
            .filter(event -> !event[2].isEmpty());
    System.out.println("events: " + events.count());
    int kinds =
        events
            .mapToPair(event -> new Tuple2<>(event[1], 1L))
            .reduceByKey(Long::sum, 4)
            .collect()
            .size();
    System.out.println("kinds: " + kinds);
    System.out.println("events again: " + events.count());
    events.map(event -> String.join(";", event)).saveAsTextFile(data + "/valid-events");
    spark.stop();
  }

  private static String[] parse(String line) {
    String[] event = line.split(",");
    if (Long.parseLong(event[0]) % 250 == 0) {
      Work.waitFor(20);
    }
    return event;
  }

  private static void prepare(Path data) throws IOException {
    Path events = Files.createDirectories(data.resolve("events"));
    for (int file = 0; file < FILES; file++) {
      Path text = events.resolve(String.format("part-%05d.txt", file));
      try (Writer writer = Files.newBufferedWriter(text, StandardCharsets.UTF_8)) {
        for (int event = 0; event < EVENTS_PER_FILE; event++) {
          long id = (long) file * EVENTS_PER_FILE + event;
          writer.write(id + ",kind-" + id % 40 + ",payload-" + id * 31 % 1_000 + "\n");
        }
      }
    }
  }
}
