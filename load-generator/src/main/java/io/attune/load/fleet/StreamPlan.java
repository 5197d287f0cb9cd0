package io.attune.load.fleet;

/**
 * What makes an application a streaming query: each of its jobs is a batch.
 *
 * @param triggerMs time from one trigger to the next; 0: as soon as a batch has ended
 * @param overheadMs time of a batch outside of its job: planning, and the log of offsets
 * @param rowsPerBatch rows that a batch takes at most
 * @param rowsPerSecond rows that come
 * @param state what it keeps from batch to batch; null for a query without state
 */
record StreamPlan(
    long triggerMs, double overheadMs, long rowsPerBatch, double rowsPerSecond, KeptState state) {
  /**
   * State in the heaps of the executors.
   *
   * @param rows rows before the first batch
   * @param rowsPerBatch rows that each batch adds
   * @param removesOld whether as many are removed, by a watermark that moves
   * @param bytesPerRow bytes of a row in memory
   */
  record KeptState(long rows, long rowsPerBatch, boolean removesOld, long bytesPerRow) {}
}
