/**
 * Records on their way from the consumer to Observe: many at a time, and decoded when they are
 * used.
 */
package io.attune.streams.intake;
