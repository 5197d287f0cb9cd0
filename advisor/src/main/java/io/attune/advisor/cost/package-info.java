/** What a run costs, and what its owner wants: cheap, balanced, fast, or by a deadline. */
@NullMarked
package io.attune.advisor.cost;

import org.jspecify.annotations.NullMarked;
