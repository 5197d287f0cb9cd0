package io.attune.spark;

import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import java.time.Instant;

/** Creates the agent's reports about itself. */
final class AgentReports {
  private AgentReports() {}

  /**
   * The current counts as a record, which has to get the next sequence number.
   *
   * @param redacted secrets removed so far
   * @param complete whether it is the last report
   */
  static LifecycleEvent report(
      String applicationId,
      Instant time,
      String version,
      Tally tally,
      PendingEvents queue,
      long redacted,
      boolean complete) {
    AgentReport report = new AgentReport();
    report.setProducerName("spark-agent");
    report.setProducerVersion(version);
    report.setEventsSeen(tally.eventsSeen());
    report.setEventsSent(tally.recordsSent());
    report.setEventsDropped(queue.dropped());
    report.setSendErrors(tally.recordsLost());
    report.setTaskEventsLost(queue.dropped(EventKind.TASK) + tally.taskRecordsLost());
    report.setQueueHighWater(queue.highWater());
    report.setQueueCapacity(queue.capacity());
    // Includes the report's own number.
    report.setLastSequence(tally.lastSequence() + 1);
    report.setComplete(complete);
    report.setSecretsRedacted(redacted);
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(applicationId);
    event.setEventTime(time);
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setAgentReport(report);
    return event;
  }
}
