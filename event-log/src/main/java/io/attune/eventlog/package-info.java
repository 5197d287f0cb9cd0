/**
 * Finds, opens and reads Spark's event logs: single files, rolled directories, compressed ones.
 * What is read comes out as Attune's records, in the order of the log.
 */
@NullMarked
package io.attune.eventlog;

import org.jspecify.annotations.NullMarked;
