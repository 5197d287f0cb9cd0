package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskCountTest {
  private static final double MB = 1 << 20;

  @Test
  void whatTheProgramSaysStays() {
    assertThat(TaskCount.FIXED.on(200, 16)).isEqualTo(200);
    assertThat(TaskCount.following(4).on(4, 16)).isEqualTo(16);
  }

  @Test
  void scansFollowTheClusterUntilAPieceIsAsLargeOrAsSmallAsItGets() {
    // 1 GiB: 32 MiB pieces at 32 cores, 128 MiB at most, 4 MiB at least.
    TaskCount scan = TaskCount.splits(1024 * MB, 128 * MB, 4 * MB, 32);
    assertThat(scan.on(32, 16)).isEqualTo(16);
    assertThat(scan.on(32, 4)).isEqualTo(8);
    assertThat(scan.on(32, 1024)).isEqualTo(256);
  }

  @Test
  void coalescingKeepsOneTaskForEachCoreAsLongAsThereArePartitions() {
    TaskCount shuffle = TaskCount.coalesced(24, 24 * MB, 64 * MB, 0.5 * MB, 4);
    assertThat(shuffle.on(4, 2)).isEqualTo(2);
    assertThat(shuffle.on(4, 8)).isEqualTo(8);
    assertThat(shuffle.on(4, 100)).isEqualTo(24);
  }

  @Test
  void coalescingDoesNotGoBelowTheLeastSize() {
    TaskCount shuffle = TaskCount.coalesced(24, 24 * MB, 64 * MB, 12 * MB, 2);
    assertThat(shuffle.on(2, 24)).isEqualTo(2);
  }

  @Test
  void coalescingDoesNotGoAboveTheAdvisorySize() {
    TaskCount shuffle = TaskCount.coalesced(24, 240 * MB, 60 * MB, MB, 8);
    assertThat(shuffle.on(8, 2)).isEqualTo(4);
    assertThat(shuffle.on(8, 12)).isEqualTo(12);
  }

  @Test
  void evenPartitionsArePutTogetherWhole() {
    // Two and a half to a task: two.
    TaskCount shuffle = TaskCount.coalesced(40, 40 * MB, 64 * MB, 0.5 * MB, 40);
    assertThat(shuffle.on(40, 16)).isEqualTo(20);
  }

  @Test
  void unevenPartitionsFillWhatEvenOnesWouldLeave() {
    // Of real Spark: 2, 4, 9 and 12 tasks at a parallelism of 2, 4, 8 and 16.
    TaskCount shuffle = TaskCount.coalesced(12, 12 * MB, 64 * MB, 0.1 * MB, 8);
    assertThat(shuffle.on(9, 8)).isEqualTo(9);
    assertThat(shuffle.on(9, 16)).isEqualTo(12);
    assertThat(shuffle.on(9, 2)).isEqualTo(2);
  }
}
