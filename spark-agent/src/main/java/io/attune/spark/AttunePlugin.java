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
 * spark.plugins=io.attune.spark.AttunePlugin}, to a queue and a thread of its own on Spark's
 * listener bus, where no other listener can hold it up or be held up by it.
 *
 * <p>The agent ends with the application's end event and not with the plugin's shutdown, which
 * comes before it in some versions of Spark.
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

  /** Nothing runs on executors: they report to the driver by themselves. */
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
        LOG.warn("The Attune agent could not be attached; the application goes on without it.", e);
      }
      return Map.of();
    }
  }
}
