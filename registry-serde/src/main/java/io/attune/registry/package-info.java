/**
 * Avro serdes for Kafka in Confluent's wire format, clients of the Schema Registry REST protocol,
 * and an embedded registry.
 */
package io.attune.registry;
