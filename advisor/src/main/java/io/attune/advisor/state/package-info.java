/** The binary form in which state is stored: versions, checksums, readers and writers. */
@NullMarked
package io.attune.advisor.state;

import org.jspecify.annotations.NullMarked;
