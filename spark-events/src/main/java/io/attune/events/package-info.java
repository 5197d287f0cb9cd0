/**
 * Maps Spark's event JSON to Attune's records; shared by the agent (live events) and the event-log
 * reader. Depends on neither Kafka nor Spark.
 */
package io.attune.events;
