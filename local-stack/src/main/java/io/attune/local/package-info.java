/** Kafka, a schema registry and the whole of Attune in one process, for the demo and the lab. */
package io.attune.local;
