package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in time as people write it: a date, a date with a time, an instant, or how long from now.
 *
 * @param text as written
 */
record Until(String text) {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,6})([dh])");

  Until {
    requireNonNull(text, "text is null");
  }

  /**
   * The instant that it means.
   *
   * @throws DateTimeException when it is not a point in time
   */
  Instant after(Instant now, ZoneId zone) {
    Matcher age = AGE.matcher(text);
    if (age.matches()) {
      long count = Long.parseLong(age.group(1));
      return now.plus(age.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count));
    }
    if (text.endsWith("Z")) {
      return Instant.parse(text);
    }
    return text.contains("T")
        ? LocalDateTime.parse(text).atZone(zone).toInstant()
        : LocalDate.parse(text).atStartOfDay(zone).toInstant();
  }

  /** Parses it for picocli. */
  static final class Converter implements ITypeConverter<Until> {
    @Override
    public Until convert(String value) {
      Until until = new Until(value.trim());
      try {
        until.after(Instant.EPOCH, ZoneId.of("UTC"));
        return until;
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + value + "' is no time; write a date (2027-01-31), a time or an age (30d).");
      }
    }
  }
}
