package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdviceBudgetTest {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private final AtomicLong now = new AtomicLong();
  private final AdviceBudget budget = new AdviceBudget(0.2, 1, now::get);

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

  private long percent(boolean eventsWait, boolean hasEnded) {
    return judged(eventsWait, hasEnded) * LOOK_NANOS * 100 / TimeUnit.SECONDS.toNanos(10);
  }

  @Test
  void withoutBacklogThereIsNoLimitForRunsThatGoOn() {
    assertThat(judged(false, false)).isGreaterThanOrEqualTo(160);
  }

  @Test
  void runsThatHaveEndedNeverTakeMoreThanAThirdOfTheTime() {
    judged(false, true);
    assertThat(percent(false, true)).isBetween(30L, 37L);
  }

  @Test
  void whileEventsWaitAdviceTakesItsShareOfTheTime() {
    for (boolean hasEnded : new boolean[] {true, false}) {
      judged(true, hasEnded);
      assertThat(percent(true, hasEnded)).as("half of a fifth").isBetween(8L, 13L);
    }
  }

  @Test
  void handingOverIsPaidForToo() {
    judged(true, true);
    int alone = judged(true, true);
    int both = 0;
    for (int i = 0; i < 50; i++) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
      budget.eventsWait();
      while (budget.take(true)) {
        long begun = budget.now();
        now.addAndGet(LOOK_NANOS);
        budget.judged(true, begun);
        begun = budget.now();
        now.addAndGet(LOOK_NANOS);
        budget.handedOver(true, begun);
        both++;
      }
    }
    assertThat(both).isBetween(alone / 2 - 2, alone * 2 / 3);
  }

  @Test
  void limitEndsWhenTheBacklogIsWorkedOff() {
    judged(true, false);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(judged(false, false)).isGreaterThanOrEqualTo(160);
  }
}
