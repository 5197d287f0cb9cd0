package io.attune.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutsidePatternTest {

  @Test
  void worksLikeAnyOther() {
    OutsidePattern pattern = OutsidePattern.of("\\d{4}-\\d{4}").orElseThrow();

    assertThat(pattern.find("card 1234-5678")).isTrue();
    assertThat(pattern.find("card")).isFalse();
    assertThat(pattern.replace("card 1234-5678 refused", "$")).isEqualTo("card $ refused");
    assertThat(pattern.replace("card", "$")).isEqualTo("card");
  }

  /** It would take longer than the universe is old. */
  @Test
  void anExpressionThatTakesForEverCountsAsMatched() {
    OutsidePattern pattern = OutsidePattern.of("(a+)+(b+)+$").orElseThrow();
    String text = "a".repeat(5_000) + "c";

    for (int i = 0; i < 1_000; i++) {
      assertThat(pattern.find(text)).isTrue();
    }
    assertThat(pattern.replace(text, "gone")).isEqualTo("gone");
  }

  @Test
  void oneThatNeedsTooDeepAStackDoesSoToo() {
    OutsidePattern pattern = OutsidePattern.of("(x|y)*z").orElseThrow();

    assertThat(pattern.find("xy".repeat(100_000))).isTrue();
  }

  @Test
  void oneThatCannotBeCompiledIsNone() {
    assertThat(OutsidePattern.of("(")).isEmpty();
    assertThat(OutsidePattern.of("(".repeat(9_000) + ")".repeat(9_000))).isEmpty();
    assertThat(OutsidePattern.of("a".repeat(20_000))).isEmpty();
  }
}
