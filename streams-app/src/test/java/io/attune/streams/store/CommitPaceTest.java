package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration LATEST = Duration.ofMinutes(1);

  private long nowNanos = -3;
  private final CommitPace pace = new CommitPace(() -> nowNanos);

  @Test
  void comesAfterTheInterval() {
    pass(Duration.ofMillis(4_999));
    assertThat(pace.isDue(INTERVAL, LATEST)).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(pace.isDue(INTERVAL, LATEST)).isTrue();
  }

  @Test
  void shortWritingDoesNotPutItOff() {
    write(Duration.ofMillis(250));
    assertDueAfter(INTERVAL);
  }

  @Test
  void takesATwentiethOfTheTimeAtMost() {
    write(Duration.ofSeconds(2));
    assertDueAfter(Duration.ofSeconds(38));
  }

  /** What lies between two stores, such as waiting for the broker, belongs to the commit. */
  @Test
  void allStoresOfACommitCount() {
    write(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    write(Duration.ofSeconds(1));
    assertDueAfter(Duration.ofSeconds(57));
  }

  @Test
  void eachCommitIsTakenByItself() {
    write(Duration.ofSeconds(2));
    assertDueAfter(Duration.ofSeconds(38));
    write(Duration.ofMillis(1));
    assertDueAfter(INTERVAL);
  }

  @Test
  void isNotPutOffForEver() {
    write(Duration.ofSeconds(30));
    assertDueAfter(LATEST);
  }

  private void assertDueAfter(Duration duration) {
    assertThat(pace.isDue(INTERVAL, LATEST)).isFalse();
    pass(duration.minusNanos(1));
    assertThat(pace.isDue(INTERVAL, LATEST)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(pace.isDue(INTERVAL, LATEST)).isTrue();
  }

  private void write(Duration duration) {
    pace.begin();
    pass(duration);
    pace.end();
  }

  private void pass(Duration duration) {
    nowNanos += duration.toNanos();
  }
}
