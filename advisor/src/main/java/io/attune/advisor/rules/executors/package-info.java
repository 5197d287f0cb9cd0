/** How many executors, of what size and for how long. */
package io.attune.advisor.rules.executors;
