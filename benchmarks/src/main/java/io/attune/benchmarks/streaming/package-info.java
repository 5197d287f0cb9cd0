/** Benchmarks of the pipeline's throughput, latency and scale. */
package io.attune.benchmarks.streaming;
