/** Structured Streaming: what a query that runs batch after batch needs. */
@NullMarked
package io.attune.advisor.rules.streaming;

import org.jspecify.annotations.NullMarked;
