package io.attune.benchmarks.agent;

/**
 * What became of the events of a pass, by the agent's own counters.
 *
 * @param taskEnds ends of tasks that were played
 * @param taken events that the agent took
 * @param numbered sequence numbers used up
 * @param sent records that the broker acknowledged
 * @param lost records that could not be delivered
 * @param dropped events that found the queue full
 * @param tasksLost ends of tasks among those lost or dropped
 * @param pending events and records whose fate is open
 */
record Account(
    long taskEnds,
    long taken,
    long numbered,
    long sent,
    long lost,
    long dropped,
    long tasksLost,
    long pending) {

  /** Both passes in one. */
  Account plus(Account other) {
    return new Account(
        taskEnds + other.taskEnds,
        taken + other.taken,
        numbered + other.numbered,
        sent + other.sent,
        lost + other.lost,
        dropped + other.dropped,
        tasksLost + other.tasksLost,
        pending + other.pending);
  }

  /** Ends of tasks that arrived, as far as the agent knows. */
  long tasksSent() {
    return taskEnds - tasksLost;
  }

  /**
   * Holds the counters to each other.
   *
   * @throws IllegalStateException when something is missing between them
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
   * Holds the counters to what is in the topics.
   *
   * @param records in all topics of the agent
   * @param tasks in the topic of tasks
   * @param late whether records that were given up may have arrived all the same
   * @throws IllegalStateException when they say something else
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
