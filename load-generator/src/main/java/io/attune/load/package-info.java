/** Replays event logs to Kafka, and sends the events of a synthetic fleet. */
package io.attune.load;
