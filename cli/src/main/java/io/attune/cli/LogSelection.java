package io.attune.cli;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.Found;
import io.attune.eventlog.SkippedPath;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * Which logs of many are read: by name and time, which a listing has, so that none is opened that
 * is not read.
 */
final class LogSelection {
  @Option(
      names = "--newest",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Of the logs found, only the N that were last written to.")
  private Integer newest;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Since.Converter.class,
      description =
          "Only logs written to since: an age (30m, 12h, 2d, 1w), a date (2027-01-31), or a time.")
  private Since since;

  @Mixin private LogNames names;

  /** Whether any of it was asked for. */
  boolean isAsked() {
    return newest != null || since != null || names.isAsked();
  }

  /**
   * The logs that were asked for, in the order in which they were found. What was left out at a
   * place of another name is not mentioned, and of the newest so many are taken that can be logs.
   *
   * @throws CommandFailure when there were logs, and none is left
   */
  Found of(Found found, Clock clock) {
    Optional<Instant> from =
        Optional.ofNullable(since).map(time -> time.before(clock.instant(), clock.getZone()));
    List<EventLog> wanted = found.logs().stream().filter(names::match).toList();
    List<SkippedPath> leftOut =
        new ArrayList<>(found.leftOut().stream().filter(names::match).toList());
    List<EventLog> recent =
        wanted.stream().filter(log -> from.map(time -> isSince(log, time)).orElse(true)).toList();
    if (recent.isEmpty() && !found.logs().isEmpty()) {
      throw nothing(found, wanted);
    }
    if (newest != null) {
      recent = newest(recent, leftOut);
    }
    return new Found(recent, leftOut);
  }

  /** A store that does not tell the time is not held against its logs. */
  private static boolean isSince(EventLog log, Instant time) {
    return log.lastModified().equals(Instant.EPOCH) || !log.lastModified().isBefore(time);
  }

  private List<EventLog> newest(List<EventLog> logs, List<SkippedPath> leftOut) {
    Set<EventLog> kept = new HashSet<>();
    for (EventLog log : logs.stream().sorted(EventLog.NEWEST_FIRST).toList()) {
      if (kept.size() == newest) {
        break;
      }
      EventLogs.check(log).ifPresentOrElse(leftOut::add, () -> kept.add(log));
    }
    return logs.stream().filter(kept::contains).toList();
  }

  private CommandFailure nothing(Found found, List<EventLog> wanted) {
    String example = found.logs().get(0).name();
    return new CommandFailure(
        wanted.isEmpty()
            ? "none of the "
                + found.logs().size()
                + " logs found is named so; they are named as "
                + example
                + ". To choose by workload, which stands in the log, use --workload."
            : "none of the "
                + wanted.size()
                + " logs was written to since "
                + since.text()
                + "; the newest is of "
                + wanted.stream().map(EventLog::lastModified).max(Instant::compareTo).orElseThrow()
                + ".");
  }

  /** Parses a number of logs. */
  static final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) < 1) {
        throw new TypeConversionException("'" + text + "' is no number of logs");
      }
      return Integer.valueOf(text);
    }
  }
}
