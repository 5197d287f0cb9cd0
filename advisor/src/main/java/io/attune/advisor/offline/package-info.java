/** A run from records, without Kafka: what the topology does, in memory. */
@NullMarked
package io.attune.advisor.offline;

import org.jspecify.annotations.NullMarked;
