package io.attune.spark;

/**
 * What has become of the events that an agent took, at one moment. Immutable.
 *
 * <p>Sent, lost and dropped are counted each at its own place, so that {@link #isBalanced()} says
 * something: once the application has ended, nothing is missing between them.
 */
public final class AgentCounts {
  private final long eventsTaken;
  private final long numbered;
  private final long sent;
  private final long lost;
  private final long dropped;
  private final long tasksLost;
  private final long underWay;

  AgentCounts(Tally tally, PendingEvents queue) {
    this.eventsTaken = tally.eventsSeen();
    this.numbered = tally.lastSequence();
    this.sent = tally.recordsSent();
    this.lost = tally.recordsLost();
    this.dropped = queue.dropped();
    this.tasksLost = queue.dropped(EventKind.TASK) + tally.taskRecordsLost();
    this.underWay = tally.inFlight() + queue.size();
  }

  /** Events that came from Spark and matter to Attune. */
  public long eventsTaken() {
    return eventsTaken;
  }

  /** Sequence numbers that were used up, by records and by events that were dropped. */
  public long numbered() {
    return numbered;
  }

  /** Records that the broker acknowledged, the agent's own reports included. */
  public long sent() {
    return sent;
  }

  /** Records (or events that would have become one) that could not be delivered. */
  public long lost() {
    return lost;
  }

  /** Events that found the queue full. */
  public long dropped() {
    return dropped;
  }

  /** Ends of tasks among those lost or dropped. */
  public long tasksLost() {
    return tasksLost;
  }

  /** Events and records whose fate is open. */
  public long underWay() {
    return underWay;
  }

  /** Whether every number is accounted for: sent, lost or dropped, and nothing under way. */
  public boolean isBalanced() {
    return underWay == 0 && numbered == sent + lost + dropped;
  }
}
