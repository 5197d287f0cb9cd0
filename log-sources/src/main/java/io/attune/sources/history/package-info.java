/** Spark's History Server, and single files, over HTTP. */
@NullMarked
package io.attune.sources.history;

import org.jspecify.annotations.NullMarked;
