/**
 * The one mapping from Spark's event JSON to Attune's records, shared by the agent (live events)
 * and the event-log reader. No Kafka, no Spark, Jackson streaming only.
 */
package io.attune.events;
