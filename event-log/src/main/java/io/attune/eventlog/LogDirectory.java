package io.attune.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory whose files are the parts of one log. */
final class LogDirectory {

  private static final Pattern EVENTS = Pattern.compile("events_(\\d+)_.+");
  private static final Pattern DELIVERED = Pattern.compile("eventlog(-\\d{4}-.+)?");
  private static final Pattern OLD = Pattern.compile("EVENT_LOG_(\\d+)");
  private static final String OLD_VERSION = "SPARK_VERSION_";
  private static final String OLD_END = "APPLICATION_COMPLETE";
  private static final String COMPACT = ".compact";
  private static final String IN_PROGRESS = ".inprogress";

  private LogDirectory() {}

  /**
   * The log that a directory is.
   *
   * @param children what is in it, without hidden entries
   * @return empty when it is none, but may hold logs
   */
  static Optional<EventLog> of(Path directory, List<Path> children) throws IOException {
    List<Path> events = named(children, EVENTS);
    if (!events.isEmpty()) {
      return Optional.of(rolling(directory, events, children));
    }
    List<Path> old = named(children, OLD);
    if (!old.isEmpty()) {
      return Optional.of(old(directory, old, children));
    }
    List<Path> delivered = named(children, DELIVERED);
    return delivered.isEmpty()
        ? Optional.empty()
        : Optional.of(EventLog.of(directory, delivered(delivered), false));
  }

  /** Whether a directory is made for one log, of which nothing is there yet. */
  static boolean isFresh(Path directory, List<Path> children) {
    return directory.getFileName().toString().startsWith("eventlog_v2_")
        && children.stream().allMatch(child -> name(child).startsWith("appstatus_"));
  }

  static boolean isInProgress(Path file) {
    return name(file).endsWith(IN_PROGRESS);
  }

  private static List<Path> named(List<Path> children, Pattern pattern) {
    return children.stream()
        .filter(child -> pattern.matcher(name(child)).matches())
        .filter(Files::isRegularFile)
        .toList();
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static EventLog rolling(Path directory, List<Path> events, List<Path> children)
      throws IOException {
    List<Path> ordered = byNumber(events, EVENTS);
    List<String> warnings = new ArrayList<>();
    long compacted =
        ordered.stream()
            .filter(LogDirectory::isCompact)
            .mapToLong(file -> number(file, EVENTS))
            .max()
            .orElse(0);
    List<Path> files =
        ordered.stream()
            .filter(
                file ->
                    number(file, EVENTS) > compacted
                        || number(file, EVENTS) == compacted && isCompact(file))
            .toList();
    if (compacted > 0) {
      warnings.add(
          directory
              + " was compacted by a history server, so that events of finished jobs up to file "
              + compacted
              + " are gone.");
    }
    warnings.addAll(missing(directory, files, compacted > 0 ? compacted : 1));
    boolean inProgress =
        children.stream()
            .map(LogDirectory::name)
            .anyMatch(name -> name.startsWith("appstatus_") && name.endsWith(IN_PROGRESS));
    return EventLog.of(directory, files, inProgress).with(warnings);
  }

  private static List<String> missing(Path directory, List<Path> files, long first) {
    List<String> warnings = new ArrayList<>();
    long expected = first;
    for (Path file : files) {
      long number = number(file, EVENTS);
      if (number > expected) {
        warnings.add(
            directory
                + " lacks "
                + (number - expected == 1
                    ? "file events_" + expected + "_"
                    : "the files events_" + expected + "_ to events_" + (number - 1) + "_")
                + ": their events are missing.");
      }
      expected = number + 1;
    }
    return warnings;
  }

  private static boolean isCompact(Path file) {
    return name(file).endsWith(COMPACT);
  }

  private static List<Path> byNumber(List<Path> files, Pattern pattern) {
    return files.stream()
        .sorted(
            Comparator.comparingLong((Path file) -> number(file, pattern))
                .thenComparing(LogDirectory::name))
        .toList();
  }

  private static long number(Path file, Pattern pattern) {
    Matcher matcher = pattern.matcher(name(file));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a part of a log: " + file);
    }
    try {
      return Long.parseLong(matcher.group(1));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** By name, which is by time; the file that grows has no time in its name. */
  private static List<Path> delivered(List<Path> files) {
    return files.stream()
        .sorted(
            Comparator.comparing((Path file) -> name(file).equals("eventlog"))
                .thenComparing(LogDirectory::name))
        .toList();
  }

  /** Spark up to 1.2: the version is a file's name, and so is whether the application ended. */
  private static EventLog old(Path directory, List<Path> events, List<Path> children)
      throws IOException {
    Optional<String> version =
        children.stream()
            .map(LogDirectory::name)
            .filter(name -> name.startsWith(OLD_VERSION))
            .map(name -> name.substring(OLD_VERSION.length()))
            .findFirst();
    boolean complete = children.stream().map(LogDirectory::name).anyMatch(OLD_END::equals);
    EventLog log = EventLog.of(directory, byNumber(events, OLD), !complete);
    return version.map(log::withSparkVersion).orElse(log);
  }
}
