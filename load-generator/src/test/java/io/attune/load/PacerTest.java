package io.attune.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {

  private long now = 5;
  private final List<Long> waits = new ArrayList<>();

  private Pacer pacer(ReplaySpeed speed) {
    return new Pacer(
        speed,
        () -> now,
        nanos -> {
          waits.add(nanos);
          now += nanos;
        });
  }

  @Test
  void eventsKeepTheirDistanceTimesTheSpeed() {
    Pacer pacer = pacer(ReplaySpeed.times(10));
    pacer.await(Instant.ofEpochMilli(1_000_000));
    pacer.await(Instant.ofEpochMilli(1_001_000));
    pacer.await(Instant.ofEpochMilli(1_000_500));
    now += 150_000_000;
    pacer.await(Instant.ofEpochMilli(1_002_000));
    pacer.await(Instant.ofEpochMilli(1_003_000));

    assertThat(waits).containsExactly(100_000_000L, 50_000_000L);
  }

  @Test
  void atMaximumSpeedNothingWaits() {
    Pacer pacer = pacer(ReplaySpeed.MAX);
    pacer.await(Instant.ofEpochMilli(0));
    pacer.await(Instant.ofEpochMilli(1_000_000));

    assertThat(waits).isEmpty();
  }

  @Test
  void anInterruptEndsTheWaiting() {
    Pacer pacer = pacer(ReplaySpeed.times(1));
    pacer.await(Instant.ofEpochMilli(0));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> pacer.await(Instant.ofEpochMilli(1_000)))
          .isInstanceOf(ReplayException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void speedsAreRead() {
    assertThat(ReplaySpeed.parse("max")).isSameAs(ReplaySpeed.MAX);
    assertThat(ReplaySpeed.parse(" 10X ")).hasToString("10x");
    assertThat(ReplaySpeed.parse("0.5x")).hasToString("0.5x");
    for (String wrong : List.of("", "fast", "0x", "-1x", "10", "NaNx", "x")) {
      assertThatThrownBy(() -> ReplaySpeed.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The speed '" + wrong + "' is not known: give max, or a multiple such as 1x or 10x.");
    }
  }
}
