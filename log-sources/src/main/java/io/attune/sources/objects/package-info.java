/** Buckets of objects, whose names look like paths, as stores of event logs. */
@NullMarked
package io.attune.sources.objects;

import org.jspecify.annotations.NullMarked;
