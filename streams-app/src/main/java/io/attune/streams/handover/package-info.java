/**
 * What Observe hands to Advise by way of the repartition topic, and how much of it may go at once.
 */
package io.attune.streams.handover;
