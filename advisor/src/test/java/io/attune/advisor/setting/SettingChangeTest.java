package io.attune.advisor.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingChangeTest {
  @Test
  void values_stand_as_spark_parses_them() {
    assertThat(SettingChange.formatBytes(1536L << 20)).isEqualTo("1536m");
    assertThat(SettingChange.formatBytes(4096L << 10)).isEqualTo("4m");
    assertThat(SettingChange.formatBytes(100L << 10)).isEqualTo("100k");
    assertThat(SettingChange.formatBytes(1001)).isEqualTo("1001b");
    assertThat(SettingChange.flag("a.b", false, true, Optional.empty()).recommended())
        .isEqualTo("true");
    assertThat(SettingChange.factor("a.b", 5, 2.449, 2, 3, 2.449, Optional.empty()).recommended())
        .isEqualTo("2.4");
  }

  @Test
  void bounds_hold_the_recommendation() {
    assertThatThrownBy(() -> SettingChange.count("a.b", 1, 5, 6, 9, 5, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.b");
  }
}
