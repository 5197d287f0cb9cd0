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
 * Sends what Spark tells its listeners to Attune. Attach it with {@code --conf
 * spark.extraListeners=io.attune.spark.AttuneListener}; {@link AttunePlugin} is the other way. With
 * both, one works and the other stays silent.
 *
 * <p>Never throws into Spark and never holds it up; whatever goes wrong is in Spark's log, once.
 */
public final class AttuneListener extends SparkFirehoseListener {
  private static final Logger LOG = LoggerFactory.getLogger(AttuneListener.class);

  /** The applications of this JVM that have an agent already, by their configuration object. */
  private static final Set<SparkConf> TAKEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Null when the agent stays off. */
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

  /** What has become of the events so far; empty when the agent stays off. */
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
      ErrorCounts errors = new ErrorCounts(LOG::warn);
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
      LOG.warn("The Attune agent is off; the application goes on without it.", e);
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
