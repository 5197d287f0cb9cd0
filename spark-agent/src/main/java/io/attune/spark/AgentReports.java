package io.attune.spark;

import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import java.time.Instant;

/** What the agent says of itself. */
final class AgentReports {
  private AgentReports() {}

  /**
   * The state of affairs as a record, to be numbered next.
   *
   * @param complete whether it is the last one
   */
  static LifecycleEvent report(
      String applicationId,
      Instant time,
      String version,
      Tally tally,
      PendingEvents queue,
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
    // Its own number included, which it is given next.
    report.setLastSequence(tally.lastSequence() + 1);
    report.setComplete(complete);
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(applicationId);
    event.setEventTime(time);
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setAgentReport(report);
    return event;
  }
}
