package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as people write it: {@code 10s}, {@code 5m}, {@code 12h}, {@code 2d}.
 *
 * @param time the length
 */
record Age(Duration time) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([smhd])");

  Age {
    requireNonNull(time, "time is null");
  }

  /** Parses it for picocli. */
  static final class Converter implements ITypeConverter<Age> {
    @Override
    public Age convert(String value) {
      Matcher matcher = TEXT.matcher(value.trim());
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
        throw new TypeConversionException(
            "'" + value + "' is no length of time; write 10s, 5m, 12h or 2d.");
      }
      long count = Long.parseLong(matcher.group(1));
      return new Age(
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
  }
}
