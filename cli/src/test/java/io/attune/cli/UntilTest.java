package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class UntilTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2027-01-31, 2027-01-30T23:00:00Z",
    "2027-01-31T06:00, 2027-01-31T05:00:00Z",
    "2027-01-31T06:00:00Z, 2027-01-31T06:00:00Z",
    "30d, 2026-12-22T10:00:00Z",
    "12h, 2026-11-22T22:00:00Z"
  })
  void isReadAsPeopleWriteIt(String text, String meant) {
    assertThat(new Until.Converter().convert(text).after(NOW, ZoneId.of("Europe/Berlin")))
        .isEqualTo(Instant.parse(meant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2027-13-01", "30", "30s", ""})
  void whatIsNoTimeIsToldWithWhatWouldBe(String text) {
    assertThatThrownBy(() -> new Until.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is no time")
        .hasMessageContaining("30d");
  }

  @Test
  void undoAndUntilContradictEachOther() {
    Session session =
        Session.of("dismiss", "nightly", "spark.executor.memory", "--undo", "--until", "30d");

    assertThat(session.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(session.err()).contains("leave --until out").hasLineCount(1);
  }
}
