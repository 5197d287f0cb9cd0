/** How many executors, of what size and for how long. */
@NullMarked
package io.attune.advisor.rules.executors;

import org.jspecify.annotations.NullMarked;
