package io.attune.spark;

import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Raises the levels of Kafka's loggers. By default the client logs a hundred lines of configuration
 * at its start and two warnings a second while a broker is unavailable; the agent logs what matters
 * itself, once. Levels set for these loggers by the application's own logging configuration are
 * kept.
 */
final class KafkaLogging {
  private KafkaLogging() {}

  /** Sets the levels; does nothing if Spark does not log with Log4j 2. */
  static void quieten() {
    try {
      quieten("", Level.WARN);
      quieten(".clients.NetworkClient", Level.ERROR);
      quieten(".clients.Metadata", Level.ERROR);
      quieten(".clients.ClientUtils", Level.ERROR);
      quieten(".clients.producer.internals.Sender", Level.ERROR);
    } catch (RuntimeException | LinkageError e) {
      // Another logging backend, which is left to its own configuration.
      return;
    }
  }

  private static void quieten(String below, Level level) {
    String logger = KafkaNames.packageName() + below;
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Map<String, LoggerConfig> configured = context.getConfiguration().getLoggers();
    if (!configured.containsKey(logger)) {
      Configurator.setLevel(logger, level);
    }
  }
}
