/**
 * The transport: a table of routes over Jetty, typed parameters, answers with entity tags, one
 * shape of error, limits in time and size. Knows nothing of Spark, of Kafka or of advice.
 */
package io.attune.server.http;
