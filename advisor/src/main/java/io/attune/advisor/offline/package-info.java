/** A run from records, without Kafka: what the topology does, in memory. */
package io.attune.advisor.offline;
