package io.attune.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches the {@link AttuneListener} with {@code --conf
 * spark.plugins=io.attune.spark.AttunePlugin}, to a queue and thread of its own on Spark's listener
 * bus, so that it neither blocks other listeners nor is blocked by them.
 *
 * <p>The agent ends with the application's end event and not with the plugin's shutdown, which some
 * versions of Spark call earlier.
 */
public final class AttunePlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(AttunePlugin.class);
  private static final String QUEUE = "attune";

  /** Called by Spark. */
  public AttunePlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  /** No plugin: executors already report their metrics to the driver. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
      try {
        context.listenerBus().addToQueue(new AttuneListener(context.conf()), QUEUE);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn(
            "The Attune agent could not be attached; the application continues without it.", e);
      }
      return Map.of();
    }
  }
}
