/** What a change is worth: in a run, and in a month at the pace of the runs that were seen. */
@NullMarked
package io.attune.advisor.worth;

import org.jspecify.annotations.NullMarked;
