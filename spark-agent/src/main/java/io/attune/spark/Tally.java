package io.attune.spark;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts records by outcome. Every record has a sequence number, and so has every event that was
 * dropped before it became a record. Once nothing is in flight,
 *
 * <pre>  lastSequence = sent + lost + dropped</pre>
 *
 * Thread-safe; {@link #next()} and {@link #skip(long)} are for the sender's thread only.
 */
final class Tally {
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong handedOver = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostTasks = new AtomicLong();

  /** An event was received from Spark. */
  void seen() {
    seen.incrementAndGet();
  }

  /** The next sequence number, from 1. */
  long next() {
    return sequence.incrementAndGet();
  }

  /** Skips one sequence number for each dropped event. */
  void skip(long dropped) {
    if (dropped > 0) {
      sequence.addAndGet(dropped);
    }
  }

  /** A record was handed to the producer; {@link #sent()} or {@link #failed} follows. */
  void handedOver() {
    handedOver.incrementAndGet();
  }

  /** The producer did not accept a record, which will be handed over again. */
  void takenBack() {
    handedOver.decrementAndGet();
  }

  /** The broker acknowledged a record. */
  void sent() {
    sent.incrementAndGet();
    handedOver.decrementAndGet();
  }

  /** The producer failed to send a record. */
  void failed(boolean task) {
    lost(task);
    handedOver.decrementAndGet();
  }

  /** A record was lost before the producer accepted it. */
  void lost(boolean task) {
    lost.incrementAndGet();
    if (task) {
      lostTasks.incrementAndGet();
    }
  }

  long eventsSeen() {
    return seen.get();
  }

  long lastSequence() {
    return sequence.get();
  }

  /** Records that the producer holds. */
  long inFlight() {
    return handedOver.get();
  }

  long recordsSent() {
    return sent.get();
  }

  long recordsLost() {
    return lost.get();
  }

  long taskRecordsLost() {
    return lostTasks.get();
  }
}
