/** Replays event logs into Kafka, and sends what the synthetic fleet makes. */
package io.attune.load;
