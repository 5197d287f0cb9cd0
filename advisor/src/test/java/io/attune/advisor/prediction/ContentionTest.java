package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ContentionTest {
  private final Contention contention = new Contention(0.5, 0.45, 0.04);

  @Property
  void whatWasSeenAtOneSizeIsPredictedForThatSize(
      @ForAll @DoubleRange(min = 0.1, max = 5_000) double seen,
      @ForAll @DoubleRange(max = 60_000) double run,
      @ForAll @IntRange(min = 1, max = 2_000) int slots) {
    double alone = contention.alone(seen, run, slots);
    assertThat(alone).isPositive().isLessThanOrEqualTo(seen);
    assertThat(contention.among(alone, run, slots)).isCloseTo(seen, within(1e-6 * (1 + seen)));
  }

  @Property
  void moreSlotsNeverMakeStartingATaskCheaper(
      @ForAll @DoubleRange(min = 0.1, max = 500) double alone,
      @ForAll @DoubleRange(max = 60_000) double run,
      @ForAll @IntRange(min = 1, max = 200) int slots) {
    assertThat(contention.among(alone, run, slots + 1))
        .isGreaterThanOrEqualTo(contention.among(alone, run, slots) - 1e-9);
    assertThat(contention.warm(alone, 1, 1, slots, slots)).isGreaterThanOrEqualTo(alone);
  }
}
