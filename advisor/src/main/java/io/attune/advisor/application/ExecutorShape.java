package io.attune.advisor.application;

/**
 * Executors of one kind: of a resource profile, with as many cores.
 *
 * @param resourceProfileId resource profile; 0 is the default one
 * @param cores cores of each
 * @param slots tasks that each runs at once
 * @param peakExecutors most of them at one time
 */
public record ExecutorShape(int resourceProfileId, int cores, int slots, int peakExecutors) {}
