/** Readers of the output topics. */
package io.attune.streams.client;
