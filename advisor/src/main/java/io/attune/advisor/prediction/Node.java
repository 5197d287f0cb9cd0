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
 * @param tasks its tasks; none for a moment of the driver
 * @param tailMs driver time after its last task
 * @param fixedTaskMs what one of its tasks costs that reads nothing
 * @param stage the stage attempt
 */
record Node(
    int[] waitsFor,
    double delayMs,
    TaskProfile tasks,
    double tailMs,
    double fixedTaskMs,
    Optional<StageKey> stage) {
  Node withTasks(TaskProfile other) {
    return new Node(waitsFor, delayMs, other, tailMs, fixedTaskMs, stage);
  }
}
