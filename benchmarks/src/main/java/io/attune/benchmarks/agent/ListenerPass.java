package io.attune.benchmarks.agent;

/**
 * One pass of a listener.
 *
 * @param listener name of the listener
 * @param repeat number of the repeat, from 1; 0 for the warm-up
 * @param all times on the listener's thread of all events
 * @param taskEnds times of task ends
 * @param others times of events that are neither task starts nor task ends
 * @param cpuNanos CPU time of the listener's thread per event
 * @param bytes bytes allocated by the listener's thread per event
 * @param processCpuNanos CPU time of the whole process per event, including the end
 * @param beginMillis time to create the listener and process the application's first events
 * @param endMillis time for the application's end
 * @param cutShort whether the pass was cut short
 * @param account the agent's counters; null for other listeners
 */
record ListenerPass(
    String listener,
    int repeat,
    TimeDistribution all,
    TimeDistribution taskEnds,
    TimeDistribution others,
    double cpuNanos,
    double bytes,
    double processCpuNanos,
    double beginMillis,
    double endMillis,
    boolean cutShort,
    DeliveryCounts account) {}
