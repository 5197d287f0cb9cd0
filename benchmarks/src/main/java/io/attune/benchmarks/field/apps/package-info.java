/**
 * Small Spark programs after publicly reported problems. The first argument is {@code reported} (as
 * people have it) or {@code mended} (with the remedy that was accepted), the second a scratch
 * directory.
 */
package io.attune.benchmarks.field.apps;
