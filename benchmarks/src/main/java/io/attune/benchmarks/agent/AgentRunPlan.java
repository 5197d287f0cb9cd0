package io.attune.benchmarks.agent;

import java.util.List;

/**
 * Parameters of the measuring process, passed as JSON.
 *
 * @param logs event logs of real applications, whose events are replayed
 * @param directory for event logs that are written
 * @param fast bootstrap servers of a fast broker
 * @param slow bootstrap servers of a broker behind a slow connection; null to leave it out
 * @param dead an address where nothing listens
 * @param silent an address that accepts connections and never answers
 * @param registry URL of a schema registry
 * @param events events per pass
 * @param warmUp events of a warm-up pass, replayed without pauses
 * @param perSecond events per second
 * @param repeats measured passes per listener
 * @param patienceMillis delay after which a pass, or its end, is cut short
 * @param shutdownTimeout the agent's shutdown timeout if Kafka is not fast, as a Spark setting
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
