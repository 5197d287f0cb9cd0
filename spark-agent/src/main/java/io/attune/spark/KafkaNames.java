package io.attune.spark;

import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Kafka's own class names in settings. In the agent's jar Kafka's classes have moved to another
 * package, so that they never meet those of the application; a name that a user writes as in
 * Kafka's documentation ({@code sasl.jaas.config} begins with one) has to follow them.
 */
final class KafkaNames {
  /** Put together at run time: as one constant it would be moved as well. */
  private static final String ORIGINAL = String.join(".", "org", "apache", "kafka") + ".";

  private static final String ACTUAL = actual(KafkaProducer.class.getName());

  private KafkaNames() {}

  /** A setting's value with Kafka's class names as they are in this jar. */
  static String here(String value) {
    return moved(value, ACTUAL);
  }

  /** The package that holds Kafka in this jar, as loggers are named. */
  static String root() {
    return ACTUAL.substring(0, ACTUAL.length() - 1);
  }

  static String moved(String value, String actual) {
    if (actual.equals(ORIGINAL) || value.contains(actual)) {
      return value;
    }
    return value.replace(ORIGINAL, actual);
  }

  private static String actual(String producerClass) {
    return producerClass.substring(
        0, producerClass.length() - "clients.producer.KafkaProducer".length());
  }
}
