package io.attune.streams.handover;

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
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
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
  void withoutBacklogRunsThatGoOnTakeTwoFifthsOfTheTime() {
    judged(false, false);
    assertThat(percent(false, false)).isBetween(37L, 43L);
  }

  @Test
  void withoutBacklogRunsThatHaveEndedTakeAFifthOfTheTime() {
    judged(false, true);
    assertThat(percent(false, true)).isBetween(18L, 23L);
  }

  @Test
  void afterAPauseSomeAreJudgedAtOnce() {
    judged(true, false);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(budget.take(false) && budget.take(false) && budget.take(true)).isTrue();
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
    long end = now.get() + TimeUnit.SECONDS.toNanos(10);
    while (now.get() < end) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
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
    assertThat(both).as("each takes twice the time").isBetween(alone / 2 - 3, alone * 2 / 3);
  }

  @Test
  void limitIsWiderWhenTheBacklogIsWorkedOff() {
    judged(true, false);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(percent(false, false)).isGreaterThanOrEqualTo(37);
  }
}
