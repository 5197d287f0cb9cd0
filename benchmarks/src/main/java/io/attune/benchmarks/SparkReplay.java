package io.attune.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.status.AppStatusListener;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.util.kvstore.InMemoryStore;
import scala.Option;

/**
 * The baseline for reading an event log: Spark's own replay, as in its history server.
 *
 * <p>Runs with Spark's class path. Arguments: the log (plain text), then {@code bus} for a listener
 * that only counts, or {@code status} for the history server's status listener. Prints a line with
 * events and seconds.
 */
public final class SparkReplay {
  private SparkReplay() {}

  /** Counts events. */
  private static final class Counter extends SparkFirehoseListener {
    private long events;

    @Override
    public void onEvent(SparkListenerEvent event) {
      events++;
    }
  }

  /** Entry point. */
  public static void main(String[] arguments) throws IOException {
    Path log = Path.of(arguments[0]);
    ReplayListenerBus bus = new ReplayListenerBus();
    Counter counter = new Counter();
    bus.addListener(counter);
    if (arguments[1].equals("status")) {
      SparkConf conf = new SparkConf();
      ElementTrackingStore store = new ElementTrackingStore(new InMemoryStore(), conf);
      bus.addListener(new AppStatusListener(store, conf, false, Option.empty(), Option.empty()));
    }
    long started = System.nanoTime();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(log), 1 << 16)) {
      bus.replay(in, log.toString(), false, ReplayListenerBus.SELECT_ALL_FILTER());
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.println("events " + counter.events + " seconds " + seconds);
  }
}
