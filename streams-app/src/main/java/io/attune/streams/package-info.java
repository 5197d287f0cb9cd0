/**
 * The Kafka Streams application: events in, statistics and recommendations out. The topology and
 * the composition root.
 */
package io.attune.streams;
