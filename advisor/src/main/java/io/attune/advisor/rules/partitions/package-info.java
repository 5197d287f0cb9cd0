/** How data is cut: number and size of partitions, skew, spill, splits of files, broadcasts. */
package io.attune.advisor.rules.partitions;
