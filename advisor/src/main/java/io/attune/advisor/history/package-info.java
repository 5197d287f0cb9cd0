/** What is remembered of the runs of a workload. */
package io.attune.advisor.history;
