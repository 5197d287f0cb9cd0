/**
 * Finds and reads Spark's event logs (single files, rolling directories, compressed or not) and
 * maps them to Attune's records, in the order of the log.
 */
@NullMarked
package io.attune.eventlog;

import org.jspecify.annotations.NullMarked;
