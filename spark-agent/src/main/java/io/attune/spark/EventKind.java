package io.attune.spark;

/** The kind of a queued event: events are counted by kind, and some kinds are dropped earlier. */
enum EventKind {
  /** End of a task attempt. */
  TASK("task ends", false),
  /** A heartbeat with memory peaks. */
  HEARTBEAT("heartbeats", false),
  /** An update of a persisted RDD's block. */
  BLOCK("block updates", false),
  /** All others. They are rare and needed to interpret the rest, so they are dropped last. */
  LIFECYCLE("lifecycle events", true);

  private final String plural;
  private final boolean mayUseReserve;

  EventKind(String plural, boolean mayUseReserve) {
    this.plural = plural;
    this.mayUseReserve = mayUseReserve;
  }

  /** The kind in plural, for log messages. */
  String plural() {
    return plural;
  }

  /** Whether it may use the reserved part of the queue. */
  boolean mayUseReserve() {
    return mayUseReserve;
  }
}
