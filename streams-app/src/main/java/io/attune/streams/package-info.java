/** The Kafka Streams application: events in, statistics and recommendations out. */
package io.attune.streams;
