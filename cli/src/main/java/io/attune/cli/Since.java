package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in the past as people write it: how long ago, a date, a date with a time, or an instant.
 *
 * @param text as written
 */
record Since(String text) {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,6})(m|h|d|w)");

  Since {
    requireNonNull(text, "text is null");
  }

  /**
   * The instant that it means.
   *
   * @throws DateTimeException when it is not a point in time
   */
  Instant before(Instant now, ZoneId zone) {
    Matcher age = AGE.matcher(text);
    if (!age.matches()) {
      return new Until(text).after(now, zone);
    }
    long count = Long.parseLong(age.group(1));
    return now.minus(
        switch (age.group(2)) {
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          case "d" -> Duration.ofDays(count);
          default -> Duration.ofDays(7 * count);
        });
  }

  /** Parses it for picocli. */
  static final class Converter implements ITypeConverter<Since> {
    @Override
    public Since convert(String value) {
      Since since = new Since(value.trim());
      try {
        since.before(Instant.EPOCH, ZoneId.of("UTC"));
        return since;
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is no time; write an age (30m, 12h, 2d, 1w), a date (2027-01-31) or a"
                + " time.");
      }
    }
  }
}
