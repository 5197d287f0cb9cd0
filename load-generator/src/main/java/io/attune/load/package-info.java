/** Event logs: found, read into records, and replayed into Kafka. */
package io.attune.load;
