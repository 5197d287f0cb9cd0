package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdviceBudgetTest {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private final AtomicLong now = new AtomicLong();
  private final AdviceBudget budget = new AdviceBudget(0.2, now::get);

  private int judged(boolean eventsWait) {
    return judged(eventsWait, true) + judged(eventsWait, false);
  }

  /** Ten seconds of punctuations, each look taking its time. */
  private int judged(boolean eventsWait, boolean hasEnded) {
    int judged = 0;
    long end = now.get() + TimeUnit.SECONDS.toNanos(10);
    while (now.get() < end) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
      if (eventsWait) {
        budget.eventsWait();
      }
      for (int i = 0; i < 10 && budget.take(hasEnded); i++) {
        long begun = budget.now();
        now.addAndGet(LOOK_NANOS);
        budget.judged(hasEnded, begun);
        judged++;
      }
    }
    return judged;
  }

  @Test
  void withoutBacklogThereIsNoLimit() {
    assertThat(judged(false)).isGreaterThanOrEqualTo(320);
  }

  @Test
  void whileEventsWaitAdviceTakesItsShareOfTheTime() {
    judged(true);
    for (boolean hasEnded : new boolean[] {true, false}) {
      long share = judged(true, hasEnded) * LOOK_NANOS * 100 / TimeUnit.SECONDS.toNanos(10);
      assertThat(share).as("half of a fifth").isBetween(8L, 13L);
    }
  }

  @Test
  void limitEndsWhenTheBacklogIsWorkedOff() {
    judged(true);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(judged(false)).isGreaterThanOrEqualTo(320);
  }
}
