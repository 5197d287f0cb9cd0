package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.prediction.Calibration.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static List<Observed> ratios(double... ratios) {
    List<Observed> observed = new ArrayList<>();
    for (double ratio : ratios) {
      observed.add(new Observed(1_000, 1_000 * ratio));
    }
    return observed;
  }

  @Test
  void nothingIsLearnedFromNothing() {
    assertThat(Calibration.of(List.of(), 5)).isEqualTo(Calibration.none());
    assertThat(Calibration.of(ratios(0, Double.NaN, Double.POSITIVE_INFINITY), 5))
        .isEqualTo(Calibration.none());
  }

  @Test
  void theFactorIsTheMedianAndNewRunsCountMore() {
    assertThat(Calibration.of(ratios(1.1, 1.2, 5), 100).factor()).isCloseTo(1.2, within(1e-9));
    assertThat(Calibration.of(ratios(1, 1, 1, 1, 2, 2), 1).factor()).isCloseTo(2, within(1e-9));
    assertThat(Calibration.of(ratios(1, 1, 1, 1, 2, 2), 100).factor()).isCloseTo(1, within(1e-9));
  }

  @Test
  void fourRunsAreTheFirstThatCarryAnIntervalOfEightyPercent() {
    assertThat(Calibration.of(ratios(1, 1, 1), 5).logQuantile80()).isEmpty();
    // Rank ⌈5 · 0.8⌉ = 4 of 4: the largest distance.
    assertThat(Calibration.of(ratios(1, 1, 1, Math.E), 1e9).logQuantile80())
        .hasValueCloseTo(1.0, within(1e-9));
  }

  @Test
  void theIntervalHoldsFourOfFiveRunsToCome() {
    Random random = new Random(7);
    int inside = 0;
    int all = 4_000;
    for (int i = 0; i < all; i++) {
      List<Observed> past = new ArrayList<>();
      for (int run = 0; run < 19; run++) {
        past.add(new Observed(1_000, 1_300 * Math.exp(0.1 * random.nextGaussian())));
      }
      Calibration calibration = Calibration.of(past, 1e9);
      double next = 1_300 * Math.exp(0.1 * random.nextGaussian());
      double off = Math.abs(Math.log(next / (1_000 * calibration.factor())));
      inside += off <= calibration.logQuantile80().getAsDouble() ? 1 : 0;
    }
    assertThat((double) inside / all).isBetween(0.76, 0.84);
  }

  @Test
  void aHalfLifeIsPositive() {
    assertThatThrownBy(() -> Calibration.of(ratios(1), 0)).hasMessageContaining("half-life");
  }
}
