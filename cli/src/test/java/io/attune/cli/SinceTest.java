package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinceTest {
  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "30m, 2027-01-31T11:30:00Z",
    "12h, 2027-01-31T00:00:00Z",
    "2d, 2027-01-29T12:00:00Z",
    "1w, 2027-01-24T12:00:00Z",
    "2027-01-30, 2027-01-29T23:00:00Z",
    "2027-01-30T06:00, 2027-01-30T05:00:00Z",
    "2027-01-30T06:00:00Z, 2027-01-30T06:00:00Z",
  })
  void meansAPointInThePast(String text, Instant expected) {
    assertThat(new Since(text).before(NOW, ZoneId.of("Europe/Berlin"))).isEqualTo(expected);
  }
}
