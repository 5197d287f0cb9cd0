package io.attune.registry;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Confluent's three strategies, configured by simple name or by Confluent's class name, so that a
 * configuration for Confluent's serializers works unchanged.
 */
public enum SubjectNameStrategies implements SubjectNameStrategy {
  /** {@code <topic>-key} or {@code <topic>-value}: one type per topic. The default. */
  TOPIC_NAME("TopicNameStrategy") {
    @Override
    public String subject(String topic, boolean isKey, Schema schema) {
      return topic + (isKey ? "-key" : "-value");
    }
  },
  /** The record's full name: one compatibility history for a type across all topics. */
  RECORD_NAME("RecordNameStrategy") {
    @Override
    public String subject(String topic, boolean isKey, Schema schema) {
      return fullName(schema, isKey);
    }
  },
  /** {@code <topic>-<full name>}: many types in one topic, each with a history of its own. */
  TOPIC_RECORD_NAME("TopicRecordNameStrategy") {
    @Override
    public String subject(String topic, boolean isKey, Schema schema) {
      return topic + "-" + fullName(schema, isKey);
    }
  };

  private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

  private final String simpleName;

  SubjectNameStrategies(String simpleName) {
    this.simpleName = simpleName;
  }

  /**
   * Returns the strategy with a configured name.
   *
   * @param property the property's name, for the error message
   * @param value {@code TopicName}, {@code TopicNameStrategy}, {@code TOPIC_NAME}, Confluent's
   *     class name, or the name of a class with a public no-argument constructor that implements
   *     {@link SubjectNameStrategy}
   * @throws ConfigException if there is no such strategy
   */
  static SubjectNameStrategy named(String property, String value) {
    for (SubjectNameStrategies strategy : values()) {
      String shortName = strategy.simpleName.replace("Strategy", "");
      if (value.equals(strategy.simpleName)
          || value.equals(shortName)
          || value.equals(strategy.name())
          || value.equals(CONFLUENT_PACKAGE + strategy.simpleName)) {
        return strategy;
      }
    }
    return Instances.create(
        property,
        value,
        SubjectNameStrategy.class,
        "TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy");
  }

  private static String fullName(Schema schema, boolean isKey) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new SerializationException(
          "The "
              + (isKey ? "key" : "value")
              + " is a "
              + schema.getType().getName()
              + ", but a subject named after the record needs a record; set "
              + (isKey
                  ? RegistryConfig.KEY_SUBJECT_NAME_STRATEGY
                  : RegistryConfig.VALUE_SUBJECT_NAME_STRATEGY)
              + " to TopicNameStrategy.");
    }
    return schema.getFullName();
  }
}
