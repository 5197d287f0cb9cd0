package io.attune.spark;

/**
 * A snapshot of the agent's event counts. Immutable.
 *
 * <p>Sent, lost and dropped are counted independently, so {@link #isBalanced()} is a check: once
 * the application has ended, every sequence number is in exactly one of them.
 */
public final class AgentCounts {
  private final long eventsTaken;
  private final long numbered;
  private final long sent;
  private final long lost;
  private final long dropped;
  private final long tasksLost;
  private final long pending;

  AgentCounts(Tally tally, PendingEvents queue) {
    this.eventsTaken = tally.eventsSeen();
    this.numbered = tally.lastSequence();
    this.sent = tally.recordsSent();
    this.lost = tally.recordsLost();
    this.dropped = queue.dropped();
    this.tasksLost = queue.dropped(EventKind.TASK) + tally.taskRecordsLost();
    this.pending = tally.inFlight() + queue.size();
  }

  /** Relevant events received from Spark. */
  public long eventsTaken() {
    return eventsTaken;
  }

  /** Sequence numbers used, by records and by dropped events. */
  public long numbered() {
    return numbered;
  }

  /** Records acknowledged by the broker, including the agent's own reports. */
  public long sent() {
    return sent;
  }

  /** Records, or events not yet mapped to a record, that could not be delivered. */
  public long lost() {
    return lost;
  }

  /** Events dropped because the queue was full. */
  public long dropped() {
    return dropped;
  }

  /** Task ends among the lost and dropped events. */
  public long tasksLost() {
    return tasksLost;
  }

  /** Events in the queue and records not yet acknowledged or lost. */
  public long pending() {
    return pending;
  }

  /**
   * Whether every sequence number is accounted for (sent, lost or dropped) and nothing is pending.
   */
  public boolean isBalanced() {
    return pending == 0 && numbered == sent + lost + dropped;
  }
}
