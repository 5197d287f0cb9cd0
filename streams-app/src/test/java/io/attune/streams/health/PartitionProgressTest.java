package io.attune.streams.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private static final TopicPartition A = new TopicPartition("attune.lifecycle", 0);
  private static final TopicPartition B = new TopicPartition("attune.lifecycle", 1);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final PartitionProgress progress = new PartitionProgress();

  private static Instant at(int seconds) {
    return Instant.EPOCH.plusSeconds(seconds);
  }

  private void saw(int seconds, long committedA, long waitingA) {
    progress.saw(
        Map.of(
            A, new GroupOffsets.Position(committedA, waitingA),
            B, new GroupOffsets.Position(5, 100)),
        Set.of(A),
        at(seconds));
  }

  @Test
  void aPartitionThatStandsStillWhileRecordsWaitIsNamed() {
    saw(0, 10, 3);
    saw(100, 10, 3);
    assertThat(progress.stalled(at(180), LIMIT)).isZero();
    saw(200, 10, 7);
    assertThat(progress.stalled(at(200), LIMIT)).isEqualTo(1);
    assertThat(progress.stalledSentence(at(200), LIMIT))
        .contains("Partition attune.lifecycle-0 has not moved for 200 s although 7 records wait.");
  }

  @Test
  void oneThatMovesIsNot() {
    for (int second = 0; second < 600; second += 5) {
      saw(second, second, 1_000);
    }
    assertThat(progress.stalled(at(600), LIMIT)).isZero();
  }

  @Test
  void oneThatHasNothingToDoIsNot() {
    saw(0, 10, 0);
    saw(1_000, 10, 0);
    saw(1_001, 10, 5);
    assertThat(progress.stalled(at(1_010), LIMIT)).isZero();
    saw(1_200, 10, 5);
    assertThat(progress.stalled(at(1_200), LIMIT)).isEqualTo(1);
  }

  @Test
  void onesOfOtherInstancesCountOnlyAsLag() {
    saw(0, 10, 0);
    saw(1_000, 10, 0);
    assertThat(progress.stalled(at(1_000), LIMIT)).isZero();
    assertThat(progress.waiting()).isEqualTo(100);
  }

  @Test
  void anOutageDoesNotCountAgainstAPartition() {
    saw(0, 10, 3);
    progress.lost();
    saw(500, 10, 3);
    assertThat(progress.stalled(at(600), LIMIT)).isZero();
  }

  @Test
  void whatWaitsGrowsWhenEachMinuteHasMoreThanTheLast() {
    for (int minute = 0; minute < 5; minute++) {
      saw(60 * minute, minute, 10L * minute);
      assertThat(progress.grows()).isFalse();
    }
    saw(300, 6, 1_000);
    assertThat(progress.grows()).isTrue();
    saw(360, 7, 1_000);
    assertThat(progress.grows()).isFalse();
  }
}
