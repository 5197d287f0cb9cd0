/** Replays a run at other sizes of the cluster; formulas and sources are in docs/prediction.md. */
@NullMarked
package io.attune.advisor.prediction;

import org.jspecify.annotations.NullMarked;
