package io.attune.spark;

/** What a waiting event is about, for counting and for what is dropped first. */
enum EventKind {
  /** A task attempt that ended. */
  TASK("task ends", false),
  /** A heartbeat with memory peaks. */
  HEARTBEAT("heartbeats", false),
  /** A block of a persisted RDD that moved. */
  BLOCK("block updates", false),
  /** Anything else: without it, an application cannot be understood. */
  LIFECYCLE("lifecycle events", true);

  private final String words;
  private final boolean mayUseReserve;

  EventKind(String words, boolean mayUseReserve) {
    this.words = words;
    this.mayUseReserve = mayUseReserve;
  }

  /** In plural, for a log. */
  String words() {
    return words;
  }

  /** Whether it may take the part of the queue that the others leave free. */
  boolean mayUseReserve() {
    return mayUseReserve;
  }
}
