/** Structured Streaming: what a query that runs batch after batch needs. */
package io.attune.advisor.rules.streaming;
