/** What is remembered of the runs of a workload. */
@NullMarked
package io.attune.advisor.history;

import org.jspecify.annotations.NullMarked;
