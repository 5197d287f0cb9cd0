package io.attune.advisor.application;

/**
 * Places for tasks: executors × ⌊cores ÷ spark.task.cpus⌋, over real lifetimes.
 *
 * @param peak most slots at one time; 0 while no executor is known
 * @param average time-weighted mean over the span
 * @param peakExecutors most executors at one time
 * @param coresPerExecutor cores of the largest executor; 0 while unknown
 * @param perExecutor slots of that executor
 */
public record Slots(
    int peak, double average, int peakExecutors, int coresPerExecutor, int perExecutor) {}
