package io.attune.spark;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the records. A sequence number is given to every record, and to every event that
 * was dropped before it became one; so, once nothing is in flight any more,
 *
 * <pre>  lastSequence = sent + lost + dropped</pre>
 *
 * Thread-safe; {@link #next()} and {@link #skip(long)} belong to the sender.
 */
final class Tally {
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong handedOver = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostTasks = new AtomicLong();

  /** An event came from Spark. */
  void seen() {
    seen.incrementAndGet();
  }

  /** The next sequence number, from 1. */
  long next() {
    return sequence.incrementAndGet();
  }

  /** Leaves a gap for dropped events. */
  void skip(long dropped) {
    if (dropped > 0) {
      sequence.addAndGet(dropped);
    }
  }

  /** A record was given to the producer; {@link #sent()} or {@link #failed} follows. */
  void handedOver() {
    handedOver.incrementAndGet();
  }

  /** The producer did not take a record after all; it will be offered again. */
  void takenBack() {
    handedOver.decrementAndGet();
  }

  /** The broker acknowledged a record. */
  void sent() {
    sent.incrementAndGet();
    handedOver.decrementAndGet();
  }

  /** The producer gave a record up. */
  void failed(boolean task) {
    lost(task);
    handedOver.decrementAndGet();
  }

  /** A record was lost before the producer took it. */
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
