/** A Kafka broker (KRaft) in this process, for the demo and for tests. */
package io.attune.embedded;
