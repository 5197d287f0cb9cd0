/** Throughput, latency and scale of the pipeline. */
package io.attune.benchmarks.streaming;
