/**
 * Why a stage is as it is: what fixed the number of its tasks, read from plan and lineage before
 * anything is judged.
 */
@NullMarked
package io.attune.advisor.rules.explain;

import org.jspecify.annotations.NullMarked;
