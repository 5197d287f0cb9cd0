/** The binary form in which state is stored: versions, checksums, readers and writers. */
package io.attune.advisor.state;
