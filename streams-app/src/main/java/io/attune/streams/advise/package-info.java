/** Snapshots of runs in, recommendations out; never a raw event. Keyed by workload. */
package io.attune.streams.advise;
