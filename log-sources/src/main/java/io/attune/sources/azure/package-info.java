/** Azure's Blob Storage and Data Lake Storage, and OneLake. */
@NullMarked
package io.attune.sources.azure;

import org.jspecify.annotations.NullMarked;
