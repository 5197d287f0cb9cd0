package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingTest {
  @Test
  void values_stand_as_spark_parses_them() {
    assertThat(Setting.formatBytes(1536L << 20)).isEqualTo("1536m");
    assertThat(Setting.formatBytes(4096L << 10)).isEqualTo("4m");
    assertThat(Setting.formatBytes(100L << 10)).isEqualTo("100k");
    assertThat(Setting.formatBytes(1001)).isEqualTo("1001b");
    assertThat(Setting.flag("a.b", false, true, Optional.empty()).recommended()).isEqualTo("true");
    assertThat(Setting.factor("a.b", 5, 2.449, 2, 3, 2.449, Optional.empty()).recommended())
        .isEqualTo("2.4");
  }

  @Test
  void bounds_hold_the_recommendation() {
    assertThatThrownBy(() -> Setting.count("a.b", 1, 5, 6, 9, 5, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.b");
  }
}
