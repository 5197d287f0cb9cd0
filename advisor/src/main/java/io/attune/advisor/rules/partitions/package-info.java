/** How data is cut: number and size of partitions, skew, spill, splits of files, broadcasts. */
@NullMarked
package io.attune.advisor.rules.partitions;

import org.jspecify.annotations.NullMarked;
