/** What a run costs, and what its owner wants: cheap, balanced, fast, or by a deadline. */
package io.attune.advisor.cost;
