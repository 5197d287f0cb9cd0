package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how fast runs are handed over to be assessed, so that long assessments do not keep events
 * waiting.
 *
 * <p>While more events wait than a poll returns, assessing runs gets a share of the stream threads'
 * time, at the price that it had lately on this instance: half of the share for runs that go on and
 * half for those that have ended, so that neither waits for the other. A run that is not handed
 * over stays marked, marks coalesce, and its last state always arrives, later.
 *
 * <p>As long as the pipeline keeps up, runs that go on may take two fifths of the time: assessing
 * one is short, and somebody may be waiting for it. One that has ended is replayed on dozens of
 * cluster sizes, which takes dozens of times as long and is of use to the next run only; these get
 * a fifth, or many that end together would hold up the rest. Runs that are handed over faster than
 * they are assessed would wait in the repartition topic, where nothing coalesces. Safe for several
 * threads.
 */
public final class AdviceBudget {
  /**
   * For so long after a backlog was last seen, events are assumed to wait: the next poll sees it
   * again, and what a long assessment kept waiting is processed by then.
   */
  private static final long REMEMBERED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How much time can be saved up for a burst, nanoseconds. */
  private static final long MOST_SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Weight of the last assessment in the price of the next: compiled code soon makes them much
   * cheaper.
   */
  private static final double WEIGHT = 1.0 / 4;

  /** A guess that is too low would let too many through before it is corrected. */
  private static final double FIRST_GUESS_RUNNING_NANOS = 2e6;

  private static final double FIRST_GUESS_ENDED_NANOS = 30e6;

  /** Of a thread's time that runs which go on may take when no events wait. */
  private static final double RUNNING_SHARE = 0.4;

  /** The same for runs that have ended. */
  private static final double ENDED_SHARE = 0.2;

  private final double share;
  private final double runningShare;
  private final double endedShare;
  private final LongSupplier clock;
  private final Allowance running = new Allowance(FIRST_GUESS_RUNNING_NANOS);
  private final Allowance ended = new Allowance(FIRST_GUESS_ENDED_NANOS);
  private long lastLook;
  private long waitingUntil;
  private boolean waiting;

  /**
   * @param share of a thread's time while events wait
   * @param threads how many there are
   * @param clock nanoseconds, from any origin
   */
  public AdviceBudget(double share, int threads, LongSupplier clock) {
    this.share = share * threads;
    this.runningShare = RUNNING_SHARE * threads;
    this.endedShare = ENDED_SHARE * threads;
    this.clock = requireNonNull(clock, "clock is null");
    this.lastLook = clock.getAsLong();
  }

  /**
   * As the configuration asks for.
   *
   * @param clock nanoseconds, from any origin
   */
  public static AdviceBudget of(AttuneConfig config, LongSupplier clock) {
    return new AdviceBudget(
        config.get(Options.ADVICE_BACKLOG_PERCENT) / 100.0, config.get(Options.THREADS), clock);
  }

  /** More events wait than were read. */
  public synchronized void eventsWait() {
    waiting = true;
    waitingUntil = clock.getAsLong() + REMEMBERED_NANOS;
  }

  /**
   * Whether one run may be handed over now; if so, it is charged for.
   *
   * @param hasEnded whether it is one that has ended
   */
  public synchronized boolean take(boolean hasEnded) {
    long now = clock.getAsLong();
    long passed = now - lastLook;
    lastLook = now;
    waiting = waiting && now - waitingUntil <= 0;
    running.earn(passed * (waiting ? share / 2 : runningShare));
    ended.earn(passed * (waiting ? share / 2 : endedShare));
    return (hasEnded ? ended : running).spend();
  }

  /** Time now, for {@link #judged}. */
  public long now() {
    return clock.getAsLong();
  }

  /**
   * A run was judged.
   *
   * @param hasEnded whether it is one that has ended
   * @param since when that began
   */
  public synchronized void judged(boolean hasEnded, long since) {
    (hasEnded ? ended : running).learn(clock.getAsLong() - since);
  }

  /**
   * A run was handed over, which is charged for beside the price of judging it.
   *
   * @param hasEnded whether it is one that has ended
   * @param since when that began
   */
  public synchronized void handedOver(boolean hasEnded, long since) {
    (hasEnded ? ended : running).charge(clock.getAsLong() - since);
  }

  /** Time that judging may take, saved up to a limit; below zero there is none to spend. */
  private static final class Allowance {
    /** What judging a run took lately, nanoseconds. */
    private double price;

    private double saved = MOST_SAVED_NANOS;

    Allowance(double firstGuess) {
      this.price = firstGuess;
    }

    void earn(double nanos) {
      saved = Math.min(MOST_SAVED_NANOS, saved + nanos);
    }

    /** Charges for one run if anything is saved; false if not. */
    boolean spend() {
      if (saved <= 0) {
        return false;
      }
      saved -= price;
      return true;
    }

    void charge(double nanos) {
      saved -= nanos;
    }

    void learn(double nanos) {
      price += (nanos - price) * WEIGHT;
    }
  }
}
