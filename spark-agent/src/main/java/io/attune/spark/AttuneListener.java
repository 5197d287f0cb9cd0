package io.attune.spark;

import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends Spark's listener events to Attune. Attach it with {@code --conf
 * spark.extraListeners=io.attune.spark.AttuneListener}, or use the {@link AttunePlugin}. If both
 * are attached, the second one stays off.
 *
 * <p>Never throws into Spark and never blocks it. Each distinct error is logged once, in Spark's
 * log.
 */
public final class AttuneListener extends SparkFirehoseListener {
  private static final Logger LOG = LoggerFactory.getLogger(AttuneListener.class);

  /** Configurations of the applications in this JVM that already have an agent. */
  private static final Set<SparkConf> TAKEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Null when the agent is off. */
  private final AttuneAgent agent;

  /**
   * Called by Spark.
   *
   * @param conf the application's configuration
   */
  public AttuneListener(SparkConf conf) {
    this.agent = agent(conf);
  }

  @Override
  public void onEvent(SparkListenerEvent event) {
    if (agent != null) {
      agent.accept(event);
    }
  }

  /** Counts of the events so far; empty when the agent is off. */
  public Optional<AgentCounts> counts() {
    return Optional.ofNullable(agent).map(AttuneAgent::counts);
  }

  private static AttuneAgent agent(SparkConf conf) {
    try {
      if (!TAKEN.add(conf)) {
        LOG.warn(
            "The Attune agent is attached twice (spark.extraListeners and spark.plugins); the"
                + " second one stays off.");
        return null;
      }
      Map<String, String> properties = properties(conf);
      AgentConfig config = AgentConfig.of(properties);
      if (!config.enabled()) {
        return null;
      }
      ErrorLog errors = new ErrorLog(LOG::warn);
      return new AttuneAgent(
          config,
          properties,
          org.apache.spark.package$.MODULE$.SPARK_VERSION(),
          () -> conf.get("spark.app.id"),
          id ->
              new LazyOutput(
                  Reachability.of(config)::obstacle,
                  () -> {
                    KafkaLogging.quieten();
                    return KafkaOutput.create(config, "attune-agent-" + id);
                  }),
          errors,
          Clock.systemUTC());
    } catch (Exception | LinkageError e) {
      LOG.warn("The Attune agent is off; the application continues without it.", e);
      return null;
    }
  }

  private static Map<String, String> properties(SparkConf conf) {
    Map<String, String> result = new TreeMap<>();
    for (var property : conf.getAll()) {
      result.put(property._1(), property._2());
    }
    return result;
  }
}
