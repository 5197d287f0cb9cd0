/**
 * Avro on Kafka in Confluent's wire format, and the Schema Registry REST protocol: serde, clients
 * and a small registry for one machine.
 */
package io.attune.registry;
