package io.attune.benchmarks.agent;

/**
 * One listener, played to once.
 *
 * @param listener its name
 * @param repeat from 1; 0 is the pass that does not count
 * @param all times on the listener's thread, of every event
 * @param taskEnds of the ends of tasks alone
 * @param others of what is neither start nor end of a task
 * @param cpuNanos processor time of the listener's thread for each event
 * @param bytes that the listener's thread allocates for each event
 * @param processCpuNanos processor time of the whole process for each event, end included
 * @param beginMillis the listener and the first events of an application
 * @param endMillis the end of the application
 * @param cutShort whether the pass did not come to its end in time
 * @param account what became of the events; null where nobody counts
 */
record Pass(
    String listener,
    int repeat,
    Spread all,
    Spread taskEnds,
    Spread others,
    double cpuNanos,
    double bytes,
    double processCpuNanos,
    double beginMillis,
    double endMillis,
    boolean cutShort,
    Account account) {}
