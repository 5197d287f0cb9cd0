/** Clients of the topics: what reads recommendations and what writes decisions. */
package io.attune.streams.client;
