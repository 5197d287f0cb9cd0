/** How late and how large {@code attune follow} is. */
package io.attune.benchmarks.follow;
