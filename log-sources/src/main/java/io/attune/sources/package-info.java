/** Event logs that are elsewhere: the remote places that Attune reads, found by their addresses. */
@NullMarked
package io.attune.sources;

import org.jspecify.annotations.NullMarked;
