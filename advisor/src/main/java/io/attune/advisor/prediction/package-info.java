/** Replays a run at other sizes of the cluster; formulas and sources are in docs/prediction.md. */
package io.attune.advisor.prediction;
