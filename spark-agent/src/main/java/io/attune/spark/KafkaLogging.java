package io.attune.spark;

import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Keeps Kafka's client from filling Spark's log: without this it prints a hundred lines of
 * configuration at the start, and two warnings a second while the broker is away. What matters of
 * it the agent says itself, once. A level that the application's own logging configuration names
 * for these loggers stays.
 */
final class KafkaLogging {
  private KafkaLogging() {}

  /** Sets the levels; does nothing where Spark does not log with Log4j 2. */
  static void quieten() {
    try {
      quieten("", Level.WARN);
      quieten(".clients.NetworkClient", Level.ERROR);
      quieten(".clients.Metadata", Level.ERROR);
      quieten(".clients.ClientUtils", Level.ERROR);
      quieten(".clients.producer.internals.Sender", Level.ERROR);
    } catch (RuntimeException | LinkageError e) {
      // Another logging backend: its own configuration rules.
      return;
    }
  }

  private static void quieten(String below, Level level) {
    String logger = KafkaNames.root() + below;
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Map<String, LoggerConfig> configured = context.getConfiguration().getLoggers();
    if (!configured.containsKey(logger)) {
      Configurator.setLevel(logger, level);
    }
  }
}
