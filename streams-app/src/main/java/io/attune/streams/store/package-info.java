/** State stores that keep decoded state live between events, and how RocksDB is set up. */
package io.attune.streams.store;
