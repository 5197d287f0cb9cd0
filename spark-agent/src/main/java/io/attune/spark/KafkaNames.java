package io.attune.spark;

import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Relocates Kafka's class names in settings. The agent's jar contains Kafka's classes in another
 * package, so that they cannot conflict with the application's. Class names that users write as in
 * Kafka's documentation, as in {@code sasl.jaas.config}, have to be replaced accordingly.
 */
final class KafkaNames {
  /** Joined at run time: the shade plugin would relocate a constant as well. */
  private static final String ORIGINAL = String.join(".", "org", "apache", "kafka") + ".";

  private static final String ACTUAL = actual(KafkaProducer.class.getName());

  private KafkaNames() {}

  /** Replaces Kafka's class names in a setting's value by those in this jar. */
  static String relocate(String value) {
    return replacePackage(value, ACTUAL);
  }

  /** Kafka's root package in this jar, as used in logger names. */
  static String packageName() {
    return ACTUAL.substring(0, ACTUAL.length() - 1);
  }

  static String replacePackage(String value, String actual) {
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
