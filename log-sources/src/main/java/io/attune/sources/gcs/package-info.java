/** Google Cloud Storage. */
@NullMarked
package io.attune.sources.gcs;

import org.jspecify.annotations.NullMarked;
