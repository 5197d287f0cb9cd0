package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "1g, 1073741824",
    "512m, 536870912",
    "512MB, 536870912",
    "64KB, 65536",
    "10b, 10",
    "1t, 1099511627776",
    "' 2G ', 2147483648",
    "-1, -1048576",
    "4096, 4294967296",
  })
  void sizesWithMebibytesAsThePropertysUnit(String text, long bytes) {
    assertThat(SparkUnits.bytes(text, SparkUnits.MIB)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.5g", "g", "1 g", "1x", "lots", "99999999999999999999", "9999999p"})
  void nonsenseIsNoSize(String text) {
    assertThat(SparkUnits.bytes(text, 1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "60s, 60000",
    "5min, 300000",
    "5m, 300000",
    "100ms, 100",
    "1500us, 1",
    "2h, 7200000",
    "1d, 86400000",
    "30, 30000",
  })
  void durationsWithSecondsAsThePropertysUnit(String text, long millis) {
    assertThat(SparkUnits.millis(text, 1000)).hasValue(millis);
  }

  @Test
  void nonsenseIsNoDuration() {
    assertThat(SparkUnits.millis("soon", 1)).isEmpty();
    assertThat(SparkUnits.millis("1w", 1)).isEmpty();
  }
}
