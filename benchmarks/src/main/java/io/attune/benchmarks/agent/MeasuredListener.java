package io.attune.benchmarks.agent;

import io.attune.spark.AttuneListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerInterface;
import scala.Option;

/**
 * A listener to be measured.
 *
 * @param name name in the results
 * @param paced whether events are replayed at the configured rate; otherwise all at once
 * @param once whether one pass is enough, because it blocks for long
 * @param maker creates the listener of an application
 */
record MeasuredListener(String name, boolean paced, boolean once, Maker maker) {

  /** Creates a listener. */
  interface Maker {
    Attached attach(String applicationId) throws IOException;
  }

  /**
   * A listener of one application.
   *
   * @param listener the listener
   * @param end called after the last event
   */
  record Attached(SparkListenerInterface listener, Runnable end) {}

  /** All listeners, in the order in which they are measured. */
  static List<MeasuredListener> of(AgentRunPlan plan) {
    List<MeasuredListener> all = new ArrayList<>();
    all.add(
        new MeasuredListener(
            Names.NOTHING, true, false, id -> new Attached(new SparkListener() {}, () -> {})));
    all.add(new MeasuredListener(Names.LOG, true, false, id -> eventLog(plan, id, false)));
    all.add(new MeasuredListener(Names.LOG_ZSTD, true, false, id -> eventLog(plan, id, true)));
    all.add(sparkMeasure("KafkaSink", Names.FAST, plan.fast(), false));
    all.add(sparkMeasure("KafkaSinkExtended", Names.FAST, plan.fast(), false));
    if (plan.slow() != null) {
      all.add(sparkMeasure("KafkaSinkExtended", Names.SLOW, plan.slow(), true));
    }
    all.add(sparkMeasure("KafkaSinkExtended", Names.DEAD, plan.dead(), true));
    all.add(sparkMeasure("KafkaSinkExtended", Names.SILENT, plan.silent(), true));
    all.add(agent(plan, Names.FAST, plan.fast(), true));
    if (plan.slow() != null) {
      all.add(agent(plan, Names.SLOW, plan.slow(), true));
    }
    all.add(agent(plan, Names.DEAD, plan.dead(), true));
    all.add(agent(plan, Names.SILENT, plan.silent(), true));
    all.add(agent(plan, Names.FLOOD, plan.fast(), false));
    return all;
  }

  private static Attached eventLog(AgentRunPlan plan, String applicationId, boolean zstd)
      throws IOException {
    Path directory = Files.createDirectories(Path.of(plan.directory()));
    SparkConf conf =
        new SparkConf(false)
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.compress", Boolean.toString(zstd))
            .set("spark.eventLog.compression.codec", "zstd")
            .set("spark.eventLog.overwrite", "true");
    URI base = directory.toUri();
    EventLoggingListener listener =
        new EventLoggingListener(applicationId, Option.empty(), base, conf);
    listener.start();
    return new Attached(listener, listener::stop);
  }

  /** Created by name, like {@code spark.extraListeners}. */
  private static MeasuredListener sparkMeasure(
      String type, String broker, String bootstrap, boolean once) {
    return new MeasuredListener(
        Names.sparkMeasure(type, broker),
        true,
        once,
        id -> {
          SparkConf conf =
              new SparkConf(false)
                  .set("spark.app.id", id)
                  .set("spark.sparkmeasure.kafkaBroker", bootstrap)
                  .set("spark.sparkmeasure.kafkaTopic", Names.SPARK_MEASURE_TOPIC);
          try {
            return new Attached(
                (SparkListenerInterface)
                    Class.forName("ch.cern.sparkmeasure." + type)
                        .getConstructor(SparkConf.class)
                        .newInstance(conf),
                () -> {});
          } catch (ReflectiveOperationException e) {
            throw new IOException("sparkMeasure's " + type + " cannot be created: " + e, e);
          }
        });
  }

  private static MeasuredListener agent(
      AgentRunPlan plan, String broker, String bootstrap, boolean paced) {
    return new MeasuredListener(
        Names.agent(broker),
        paced,
        false,
        id -> {
          SparkConf conf =
              new SparkConf(false)
                  .set("spark.app.id", id)
                  .set("spark.attune.kafka.bootstrap.servers", bootstrap)
                  .set("spark.attune.schema.registry.url", plan.registry())
                  .set("spark.attune.topic.prefix", Names.topicPrefix(broker));
          if (!bootstrap.equals(plan.fast())) {
            conf.set("spark.attune.shutdown.timeout", plan.shutdownTimeout());
          }
          return new Attached(new AttuneListener(conf), () -> {});
        });
  }
}
