package io.attune.advisor.prediction;

/**
 * A step as a replay plays it, with all that its tasks cost on a given cluster.
 *
 * @param waitsFor indexes of earlier steps
 * @param delayMs driver time before it
 * @param tasks its tasks; none for a moment of the driver
 * @param warmMs what each of the first tasks, one for each slot, takes longer
 * @param tailMs driver time after its last task
 */
record Step(int[] waitsFor, double delayMs, TaskProfile tasks, double warmMs, double tailMs) {
  Step(int[] waitsFor, double delayMs, TaskProfile tasks) {
    this(waitsFor, delayMs, tasks, 0, 0);
  }
}
