/** What is kept of the tasks of a stage, in bounded memory and whatever the order of events. */
@NullMarked
package io.attune.advisor.statistics;

import org.jspecify.annotations.NullMarked;
