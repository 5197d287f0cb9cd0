/**
 * What is well and what is not, seen from outside the pipeline: broker, registry, progress, losses.
 */
package io.attune.streams.health;
