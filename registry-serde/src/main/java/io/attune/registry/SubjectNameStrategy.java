package io.attune.registry;

import org.apache.avro.Schema;

/** Names the subject under which the schema of a record is registered. */
@FunctionalInterface
public interface SubjectNameStrategy {

  /**
   * @param topic the record's topic
   * @param isKey whether it is for the record's key rather than its value
   * @param schema the schema it is written with
   * @return the subject's name
   * @throws org.apache.kafka.common.errors.SerializationException if the strategy needs a named
   *     schema and this one has no name
   */
  String subject(String topic, boolean isKey, Schema schema);
}
