package io.attune.advisor.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.application.Run;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private static final long MIB = 1L << 20;

  private static Run run(int tasks, long readBytes, Duration driver, String partitions) {
    return RunBuilder.application("nightly")
        .property("spark.sql.shuffle.partitions", partitions)
        .executors(2, 2, "1g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(2_000).shuffleWrite(MIB, 1)))
        .driverWorks(driver)
        .stage(
            "reduce", tasks, s -> s.tasks((t, i) -> t.durationMs(2_000).shuffleRead(readBytes, 1)))
        .ended()
        .build();
  }

  @Test
  void theBiggestPartOfTheDifferenceComesFirstWithWhatDiffersThere() {
    RunComparison comparison =
        RunComparison.of(
            run(8, MIB, Duration.ZERO, "8"), run(40, 3 * MIB, Duration.ofSeconds(5), "40"));

    List<Contribution> parts = comparison.contributions();
    assertThat(parts.get(0).subject()).isEqualTo("stage 1 (reduce)");
    assertThat(parts.get(0).differenceMs()).isEqualTo(16_000);
    assertThat(String.join("; ", parts.get(0).reasons()))
        .contains("shuffle read 120 MiB instead of 8.0 MiB (× 15)", "tasks 40 instead of 8");
    assertThat(parts.get(1).subject()).isEqualTo("no stage running");
    assertThat(parts.get(1).differenceMs()).isEqualTo(5_000);
    assertThat(parts.get(2).differenceMs()).isZero();
    assertThat(comparison.settings())
        .containsExactly(
            new RunComparison.DifferingSetting("spark.sql.shuffle.partitions", "8", "40"));
    assertThat(comparison.warnings()).isEmpty();
  }

  @Test
  void aRunDoesNotDifferFromItself() {
    Run run = run(8, MIB, Duration.ofSeconds(1), "8");
    RunComparison comparison = RunComparison.of(run, run);

    assertThat(comparison.differenceMs()).isZero();
    assertThat(comparison.contributions()).allMatch(part -> part.differenceMs() == 0);
    assertThat(comparison.circumstances()).isEmpty();
    assertThat(comparison.settings()).isEmpty();
  }

  /** Stages that run at once share the time, so that the parts add up to it. */
  @Test
  void thePartsAddUpToTheDifference() {
    Run one = parallel(3_000, 9_000);
    Run other = parallel(8_000, 4_000);
    RunComparison comparison = RunComparison.of(one, other);

    assertAddsUp(comparison);
    assertThat(comparison.beforeMs()).isPositive();
  }

  private static void assertAddsUp(RunComparison comparison) {
    assertThat(comparison.contributions().stream().mapToDouble(Contribution::beforeMs).sum())
        .isCloseTo(comparison.beforeMs(), within(1e-6));
    assertThat(comparison.contributions().stream().mapToDouble(Contribution::differenceMs).sum())
        .isCloseTo(comparison.differenceMs(), within(1e-6));
  }

  private static Run parallel(int leftMs, int rightMs) {
    return RunBuilder.application("nightly")
        .executors(4, 2, "1g")
        .job(
            job ->
                job.stage("left", 4, s -> s.tasks((t, i) -> t.durationMs(leftMs)))
                    .stage("right", 8, s -> s.tasks((t, i) -> t.durationMs(rightMs))))
        .stage("left", 4, s -> s.tasks((t, i) -> t.durationMs(1_000)))
        .ended()
        .build();
  }

  @Test
  void runsOfDifferentWorkloadsAreComparedWithAWarning() {
    Run other =
        RunBuilder.application("another")
            .executors(1, 2, "1g")
            .stage("load", 2, s -> s.tasks((t, i) -> t.durationMs(500)))
            .build();
    RunComparison comparison = RunComparison.of(run(8, MIB, Duration.ZERO, "8"), other);

    assertThat(comparison.warnings()).hasSize(2);
    assertThat(comparison.warnings().get(0)).contains("nightly", "another");
    assertThat(comparison.warnings().get(1)).contains("has not ended");
    assertThat(comparison.circumstances()).contains("executors at most 1 instead of 2");
    assertAddsUp(comparison);
  }
}
