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
 * A way to listen to Spark.
 *
 * @param name as it is printed
 * @param paced whether events come at the wanted rate; otherwise all at once
 * @param once whether one pass is enough: it waits so long that no second is needed
 * @param maker makes the listener of an application
 */
record Contestant(String name, boolean paced, boolean once, Maker maker) {

  /** Makes a listener, ready for events. */
  interface Maker {
    Attached attach(String applicationId) throws IOException;
  }

  /**
   * A listener of one application.
   *
   * @param listener the listener
   * @param end what Spark does after the last event
   */
  record Attached(SparkListenerInterface listener, Runnable end) {}

  /** All of them, in the order in which they take turns. */
  static List<Contestant> of(AgentRunPlan plan) {
    List<Contestant> all = new ArrayList<>();
    all.add(
        new Contestant(
            Names.NOTHING, true, false, id -> new Attached(new SparkListener() {}, () -> {})));
    all.add(new Contestant(Names.LOG, true, false, id -> eventLog(plan, id, false)));
    all.add(new Contestant(Names.LOG_ZSTD, true, false, id -> eventLog(plan, id, true)));
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

  /** Made by name, as Spark makes what stands in {@code spark.extraListeners}. */
  private static Contestant sparkMeasure(
      String type, String broker, String bootstrap, boolean once) {
    return new Contestant(
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
            throw new IOException("sparkMeasure's " + type + " cannot be made: " + e, e);
          }
        });
  }

  private static Contestant agent(
      AgentRunPlan plan, String broker, String bootstrap, boolean paced) {
    return new Contestant(
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
