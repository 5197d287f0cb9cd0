/** What is kept of the tasks of a stage, in bounded memory and whatever the order of events. */
package io.attune.advisor.statistics;
