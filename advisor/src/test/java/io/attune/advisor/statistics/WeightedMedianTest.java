package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightedMedianTest {
  @Test
  void theValueWithHalfOfTheWeightOnEitherSide() {
    assertThat(WeightedMedian.of(new double[] {9, 1, 5}, new double[] {1, 1, 1})).isEqualTo(5);
    assertThat(WeightedMedian.of(new double[] {9, 1, 5}, new double[] {5, 1, 1})).isEqualTo(9);
    assertThat(WeightedMedian.of(new double[] {9, 1, 5}, new double[] {1, 5, 1})).isEqualTo(1);
    assertThat(WeightedMedian.of(new double[] {4}, new double[] {0.3})).isEqualTo(4);
  }

  @Test
  void theMeanOfTwoWhereAHalfFallsBetweenThem() {
    assertThat(WeightedMedian.of(new double[] {4, 2}, new double[] {1, 1})).isEqualTo(3);
    assertThat(WeightedMedian.of(new double[] {8, 2, 4}, new double[] {0.2, 0.1, 0.1}))
        .isEqualTo(6);
    assertThat(WeightedMedian.of(new double[] {1, 2, 3}, new double[] {0.1, 0.2, 0.3}))
        .isEqualTo(2.5);
  }

  @Test
  void valuesWithoutWeightsHaveNone() {
    assertThatThrownBy(() -> WeightedMedian.of(new double[0], new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 values and 0 weights have no median");
    assertThatThrownBy(() -> WeightedMedian.of(new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsHalveWithEachHalfLifeBeforeTheNewest() {
    double[] weights = WeightedMedian.decayed(5, 2);

    assertThat(weights).hasSize(5);
    assertThat(weights[4]).isEqualTo(1);
    assertThat(weights[2]).isCloseTo(0.5, within(1e-12));
    assertThat(weights[0]).isCloseTo(0.25, within(1e-12));
    assertThat(WeightedMedian.decayed(0, 2)).isEmpty();
  }
}
