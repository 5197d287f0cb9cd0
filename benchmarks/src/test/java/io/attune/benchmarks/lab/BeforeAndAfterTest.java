package io.attune.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.attune.benchmarks.harness.Median;
import org.junit.jupiter.api.Test;

class BeforeAndAfterTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Median.of(9, 1, 2)).isEqualTo(2);
    assertThat(Median.of(9, 1, 2, 4)).isEqualTo(3);
  }

  @Test
  void theChangeIsOfMediansAndTheNoiseIsTheLargerHalfRange() {
    BeforeAndAfter comparison =
        BeforeAndAfter.of(new double[] {10, 10.5, 9.5}, new double[] {6, 5, 9});

    assertThat(comparison.change()).isEqualTo(-0.4, within(1e-9));
    assertThat(comparison.noise()).isEqualTo(4 / 2.0 / 6, within(1e-9));
    assertThat(comparison.repeats()).isEqualTo(3);
  }

  @Test
  void aGrowthWithinBarAndNoiseIsNotHeldAgainstIt() {
    double[] before = {10, 9, 11};

    assertThat(BeforeAndAfter.of(before, new double[] {11.4, 11.4, 11.4}).isWorseBeyond(0.05))
        .as("+14 %% with ±10 %% noise")
        .isFalse();
    assertThat(BeforeAndAfter.of(before, new double[] {11.6, 11.6, 11.6}).isWorseBeyond(0.05))
        .as("+16 %% with ±10 %% noise")
        .isTrue();
  }

  @Test
  void oneRunHasNoNoiseToHideBehind() {
    assertThat(BeforeAndAfter.of(new double[] {10}, new double[] {10.6}).isWorseBeyond(0.05))
        .isTrue();
  }

  @Test
  void nothingCannotBeCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BeforeAndAfter.of(new double[0], new double[] {1}));
  }
}
