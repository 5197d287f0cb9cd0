package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TaskProfileTest {
  private static TaskProfile profile(long often) {
    return new TaskProfile(
        new double[] {10, 20, 400},
        new long[] {often, often, often / 100},
        new double[] {5_000, 700},
        new double[] {0.25, 0.9});
  }

  @Property(tries = 100)
  void dealsOutAllTasksAndAllWorkInBoundedSpace(
      @ForAll @IntRange(min = 100, max = 1_000_000) int often,
      @ForAll @IntRange(min = 32, max = 5_000) int limit) {
    TaskProfile profile = profile(often);
    TaskProfile.Sequence sequence = profile.sequence(limit);
    assertThat(sequence.durations()).hasSizeLessThanOrEqualTo(limit);
    assertThat(Arrays.stream(sequence.sizes()).asLongStream().sum()).isEqualTo(profile.count());
    assertThat(Arrays.stream(sequence.durations()).sum())
        .isCloseTo(profile.work(), within(1e-6 * profile.work()));
  }

  @Test
  void tasksKnownOneByOneStandWhereTheyStood() {
    double[] durations = profile(100).sequence(1_000).durations();
    // A quarter of 203 tasks are launched before it.
    assertThat(Arrays.copyOfRange(durations, 50, 53)).contains(5_000);
  }

  @Test
  void anotherNumberOfTasksKeepsTheWorkButForTheirFixedCost() {
    TaskProfile profile =
        new TaskProfile(new double[] {100}, new long[] {40}, new double[0], new double[0]);
    assertThat(profile.repartitioned(10, 0, 3).work()).isCloseTo(4_000, within(1e-6));
    assertThat(profile.repartitioned(10, 0, 3).longest()).isCloseTo(400, within(1e-6));
    // 40 · (100 − 30) of work in 80 tasks that cost 30 each.
    assertThat(profile.repartitioned(80, 30, 3).work()).isCloseTo(2_800 + 80 * 30, within(1e-6));
  }

  @Test
  void aHotKeyDoesNotSplit() {
    TaskProfile profile =
        new TaskProfile(
            new double[] {100}, new long[] {40}, new double[] {5_000}, new double[] {0.5});
    assertThat(profile.repartitioned(400, 0, 3).longest()).isEqualTo(5_000);
    assertThat(profile.repartitioned(400, 0, 3).work()).isCloseTo(9_000, within(1e-6));
  }

  @Test
  void amongFewerTasksAHotKeyComesOnTopOfItsShare() {
    // 40 tasks of 100 and two of 5,000: in four tasks, each gets 1,000 and two have a hot key.
    TaskProfile profile =
        new TaskProfile(
            new double[] {100},
            new long[] {40},
            new double[] {5_000, 5_000},
            new double[] {0.2, 0.5});
    TaskProfile fewer = profile.repartitioned(4, 0, 3);
    assertThat(fewer.count()).isEqualTo(4);
    assertThat(fewer.work()).isCloseTo(14_000, within(1e-6));
    assertThat(fewer.longest()).isEqualTo(6_000);
    assertThat(profile.repartitioned(1, 0, 3).longest()).isEqualTo(14_000);
  }

  @Property(tries = 200)
  void anotherNumberOfTasksKeepsAllWork(
      @ForAll @IntRange(min = 1, max = 5_000) int tasks,
      @ForAll @IntRange(min = 100, max = 3_000) int often) {
    TaskProfile profile = profile(often);
    TaskProfile other = profile.repartitioned(tasks, 0, 3);
    assertThat(other.count()).isEqualTo(tasks);
    assertThat(other.work()).isCloseTo(profile.work(), within(1e-6 * profile.work()));
    // No task is longer than what evenness and the hot keys make necessary.
    assertThat(other.longest())
        .isLessThanOrEqualTo(
            Math.max(profile.work() / Math.max(1, tasks - 2), 5_000 + profile.work() / tasks)
                + 1e-6);
  }

  @Test
  void whereTheNumberFollowsTheClusterTasksGoOnToDiffer() {
    TaskProfile profile =
        new TaskProfile(
            new double[] {50, 150},
            new long[] {20, 19},
            new double[] {150, 5_000},
            new double[] {0.2, 0.5});
    // 4,000 in 81 tasks beside the hot one: 50 each, and some take half more.
    TaskProfile more = profile.following(81, 0, 3);
    assertThat(more.count()).isEqualTo(81);
    assertThat(more.longest()).isEqualTo(5_000);
    assertThat(more.work()).isCloseTo(9_000, within(1e-6));
    TaskProfile even =
        new TaskProfile(new double[] {50, 150}, new long[] {20, 20}, new double[0], new double[0]);
    assertThat(even.following(80, 0, 3).longest()).isCloseTo(75, within(1e-6));
    // Four tasks in one differ half as much: 400 and a quarter.
    assertThat(even.following(10, 0, 3).longest()).isCloseTo(500, within(1e-6));
    assertThat(even.following(40, 0, 3)).isSameAs(even);
  }

  @Property(tries = 200)
  void tasksThatDifferKeepAllWorkToo(
      @ForAll @IntRange(min = 1, max = 5_000) int tasks,
      @ForAll @IntRange(min = 100, max = 3_000) int often) {
    TaskProfile profile = profile(often);
    TaskProfile other = profile.following(tasks, 0, 3);
    assertThat(other.count()).isEqualTo(tasks);
    assertThat(other.work()).isCloseTo(profile.work(), within(1e-6 * profile.work()));
    assertThat(Arrays.stream(other.sequence(5_000).durations()).min().orElseThrow())
        .isNotNegative();
  }

  @Test
  void flattenedTasksAreEqual() {
    TaskProfile flat = profile(100).flattened();
    assertThat(flat.longest()).isCloseTo(profile(100).mean(), within(1e-9));
    assertThat(flat.work()).isCloseTo(profile(100).work(), within(1e-6));
  }

  @Test
  void failedAttemptsAreMoreTasks() {
    TaskProfile more = profile(100).with(3, 15);
    assertThat(more.count()).isEqualTo(profile(100).count() + 3);
    assertThat(more.work()).isCloseTo(profile(100).work() + 45, within(1e-6));
  }
}
