package io.attune.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RefreshedTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private Duration cost = Duration.ZERO;
  private final Refreshed<Integer> refreshed =
      new Refreshed<>(
          () -> {
            pass(cost);
            return made.incrementAndGet();
          },
          now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void isMadeOncePerSecond() {
    assertThat(refreshed.get()).isEqualTo(1);
    pass(Duration.ofMillis(999));
    assertThat(refreshed.get()).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(refreshed.get()).isEqualTo(2);
  }

  @Test
  void whatIsDearIsMadeLessOften() {
    cost = Duration.ofSeconds(1);
    assertThat(refreshed.get()).isEqualTo(1);
    pass(Duration.ofSeconds(9));
    assertThat(refreshed.get()).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(refreshed.get()).isEqualTo(2);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void othersGetTheOldOneMeanwhile() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    Refreshed<Integer> slow =
        new Refreshed<>(
            () -> {
              int value = made.incrementAndGet();
              if (value == 2) {
                begun.countDown();
                await(may);
              }
              return value;
            },
            now::get);
    assertThat(slow.get()).isEqualTo(1);
    pass(Duration.ofSeconds(2));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> second = other.submit(slow::get);
      begun.await();
      assertThat(slow.get()).isEqualTo(1);
      may.countDown();
      assertThat(second.get()).isEqualTo(2);
    } finally {
      other.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
