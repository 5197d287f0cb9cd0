/** Whether a setting that was advised was set, and what came of it. */
@NullMarked
package io.attune.advisor.outcome;

import org.jspecify.annotations.NullMarked;
