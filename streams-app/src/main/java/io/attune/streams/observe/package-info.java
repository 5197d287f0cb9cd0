/** Events in, statistics and snapshots of runs out; never advice. Keyed by application id. */
package io.attune.streams.observe;
