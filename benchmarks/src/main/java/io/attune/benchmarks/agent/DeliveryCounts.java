package io.attune.benchmarks.agent;

/**
 * The agent's counters after a pass.
 *
 * @param taskEnds task ends replayed
 * @param taken events accepted by the agent
 * @param numbered sequence numbers used
 * @param sent records acknowledged by the broker
 * @param lost records that could not be delivered
 * @param dropped events dropped because the queue was full
 * @param tasksLost task ends among the lost and dropped events
 * @param pending events and records neither sent nor lost
 */
record DeliveryCounts(
    long taskEnds,
    long taken,
    long numbered,
    long sent,
    long lost,
    long dropped,
    long tasksLost,
    long pending) {

  /** The sum of both. */
  DeliveryCounts plus(DeliveryCounts other) {
    return new DeliveryCounts(
        taskEnds + other.taskEnds,
        taken + other.taken,
        numbered + other.numbered,
        sent + other.sent,
        lost + other.lost,
        dropped + other.dropped,
        tasksLost + other.tasksLost,
        pending + other.pending);
  }

  /** Task ends acknowledged by the broker. */
  long tasksSent() {
    return taskEnds - tasksLost;
  }

  /**
   * Checks that the counters are consistent.
   *
   * @throws IllegalStateException if they are not
   */
  void check(String pass) {
    if (pending != 0) {
      throw new IllegalStateException(
          pass + ": " + pending + " events are neither sent nor lost after the end");
    }
    if (numbered != sent + lost + dropped) {
      throw new IllegalStateException(
          pass
              + ": numbered "
              + numbered
              + " is not sent "
              + sent
              + " + undelivered "
              + lost
              + " + dropped "
              + dropped);
    }
    if (tasksLost > lost + dropped || tasksLost > taskEnds || taken < taskEnds) {
      throw new IllegalStateException(
          pass
              + ": "
              + taskEnds
              + " task ends were played, "
              + taken
              + " events taken, "
              + (lost + dropped)
              + " lost in all, of which "
              + tasksLost
              + " task ends");
    }
  }

  /**
   * Compares the counters with the topics.
   *
   * @param records records in all topics of the agent
   * @param tasks records in the topic of tasks
   * @param late whether records counted as lost may have arrived nevertheless
   * @throws IllegalStateException if they differ
   */
  void checkArrived(String broker, long records, long tasks, boolean late) {
    boolean same = records == sent && tasks == tasksSent();
    boolean possible =
        records >= sent && records <= sent + lost && tasks >= tasksSent() && tasks <= taskEnds;
    if (late ? !possible : !same) {
      throw new IllegalStateException(
          broker
              + ": the topics hold "
              + records
              + " records, "
              + tasks
              + " of tasks; the agent says "
              + sent
              + " and "
              + tasksSent());
    }
  }
}
