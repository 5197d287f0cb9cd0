package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * When a stream thread commits: once the commit interval has passed, or later where writing back
 * takes long. What a commit writes goes with the states that changed since the last one, so with
 * many of them alive, commits close to each other would write the same ones again and again; a
 * thread spends about a twentieth of its time on them at most, as long as that does not put them
 * off too far. Kafka Streams counts its own commit interval from its own commits, not from these,
 * so it is set to twice the longest of these.
 *
 * <p>One for each stream thread, whose tasks all commit together; not thread-safe.
 */
public final class CommitPace {
  /** So many times as long as a commit took are spent on events before the next. */
  private static final int PATIENCE = 19;

  /** How often in an interval it is checked. */
  private static final int LOOKS = 5;

  private static final ThreadLocal<CommitPace> OF_THREAD =
      ThreadLocal.withInitial(() -> new CommitPace(System::nanoTime));

  private final LongSupplier clock;
  private boolean writing;
  private long began;
  private long ended;
  private long took;

  /**
   * @param clock nanoseconds, from any origin
   */
  CommitPace(LongSupplier clock) {
    this.clock = requireNonNull(clock, "clock is null");
    this.ended = clock.getAsLong();
  }

  static CommitPace ofThisThread() {
    return OF_THREAD.get();
  }

  /**
   * Lets a task ask for its thread's commits.
   *
   * @param interval shortest time between two
   * @param latest longest time between two
   */
  public static void schedule(ProcessorContext<?, ?> context, Duration interval, Duration latest) {
    Duration look = Duration.ofMillis(Math.max(1, interval.toMillis() / LOOKS));
    context.schedule(
        look,
        PunctuationType.WALL_CLOCK_TIME,
        nowMs -> {
          if (ofThisThread().isDue(interval, latest)) {
            context.commit();
          }
        });
  }

  /** A store writes back, as each does when a commit begins. */
  void begin() {
    if (!writing) {
      writing = true;
      began = clock.getAsLong();
    }
  }

  /** The store has written its part of a commit; other stores may follow in the same commit. */
  void end() {
    ended = clock.getAsLong();
  }

  /** Whether it is time for a commit; asked between commits only. */
  boolean isDue(Duration interval, Duration latest) {
    if (writing) {
      writing = false;
      took = ended - began;
    }
    long passed = clock.getAsLong() - ended;
    long wanted = Math.max(interval.toNanos(), PATIENCE * took);
    return passed >= Math.min(wanted, latest.toNanos());
  }
}
