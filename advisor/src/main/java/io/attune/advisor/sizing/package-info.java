/** The sizes that come into question for a run, each with its time and its cost. */
@NullMarked
package io.attune.advisor.sizing;

import org.jspecify.annotations.NullMarked;
