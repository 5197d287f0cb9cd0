/** What Observe sends to Advise through the repartition topic, and how much of it at once. */
package io.attune.streams.handover;
