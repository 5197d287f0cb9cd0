package io.attune.benchmarks.agent;

import java.util.List;

/**
 * What the measuring process is told to do; handed over as JSON.
 *
 * @param logs event logs of real applications, whose events are played
 * @param directory for event logs that are written
 * @param fast bootstrap servers of a broker that is near
 * @param slow bootstrap servers of one behind a slow line; null to leave it out
 * @param dead an address where nobody listens
 * @param silent an address where connections are taken and nothing is said
 * @param registry URL of a schema registry that works
 * @param events of each pass
 * @param warmUp events of each pass that does not count, played without pauses
 * @param perSecond events a second
 * @param repeats passes of each listener that count
 * @param patienceMillis a pass, or its end, that is late by so much is cut short
 * @param shutdownTimeout of the agent where Kafka is not near, as a Spark setting
 */
record AgentRunPlan(
    List<String> logs,
    String directory,
    String fast,
    String slow,
    String dead,
    String silent,
    String registry,
    int events,
    int warmUp,
    int perSecond,
    int repeats,
    long patienceMillis,
    String shutdownTimeout) {}
