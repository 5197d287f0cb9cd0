package io.attune.advisor.prediction;

import io.attune.advisor.application.StageKey;
import java.util.Optional;

/**
 * A step of a run: a stage attempt with tasks, or a moment of the driver (a job's start or end)
 * without. It begins when all steps it waits for have ended and a delay has passed that no slot
 * shortens, and ends a tail after its last task.
 *
 * @param waitsFor indexes of earlier steps
 * @param delayMs driver time before it
 * @param work what its tasks do
 * @param tailMs driver time after its last task
 * @param stage the stage attempt
 */
record Node(
    int[] waitsFor, double delayMs, StageWork work, double tailMs, Optional<StageKey> stage) {
  Node withWork(StageWork other) {
    return new Node(waitsFor, delayMs, other, tailMs, stage);
  }
}
