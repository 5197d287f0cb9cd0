package io.attune.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
  /** Values from Newcombe, "Two-sided confidence intervals for the single proportion" (1998). */
  @Test
  void givesWilsonsInterval() {
    assertThat(new Proportion(81, 263).low()).isCloseTo(0.2553, within(0.0001));
    assertThat(new Proportion(81, 263).high()).isCloseTo(0.3662, within(0.0001));
    assertThat(new Proportion(0, 20).low()).isZero();
    assertThat(new Proportion(0, 20).high()).isCloseTo(0.1611, within(0.0001));
    assertThat(new Proportion(1, 29).low()).isCloseTo(0.0061, within(0.0001));
    assertThat(new Proportion(1, 29).high()).isCloseTo(0.1718, within(0.0001));
  }

  @Test
  void knowsNothingOfNone() {
    assertThat(new Proportion(0, 0).low()).isZero();
    assertThat(new Proportion(0, 0).high()).isEqualTo(1);
  }
}
