package io.attune.eventlog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory whose files are the parts of one log. */
final class LogDirectory {

  private static final Pattern EVENTS = Pattern.compile("events_(\\d+)_.+");
  private static final Pattern DELIVERED = Pattern.compile("eventlog(-\\d{4}-.+)?");
  private static final Pattern OLD = Pattern.compile("EVENT_LOG_(\\d+)");
  private static final Set<String> BESIDE_DELIVERED = Set.of("driver", "executor", "init_scripts");
  private static final String OLD_VERSION = "SPARK_VERSION_";
  private static final String OLD_END = "APPLICATION_COMPLETE";
  private static final String STATUS = "appstatus_";
  private static final String COMPACT = ".compact";
  private static final String IN_PROGRESS = ".inprogress";

  private LogDirectory() {}

  /**
   * The log that a directory is.
   *
   * @param children what is in it, without hidden entries
   * @return empty when it is none, but may hold logs
   */
  static Optional<EventLog> of(LogStore store, StoredEntry directory, List<StoredEntry> children) {
    List<StoredEntry> events = named(children, EVENTS);
    if (!events.isEmpty()) {
      return Optional.of(rolling(store, directory, events, children));
    }
    List<StoredEntry> old = named(children, OLD);
    if (!old.isEmpty()) {
      return Optional.of(old(store, directory, old, children));
    }
    List<StoredEntry> delivered = named(children, DELIVERED);
    return delivered.isEmpty()
        ? Optional.empty()
        : Optional.of(EventLog.of(store, directory, delivered(delivered), false));
  }

  /** Whether a directory is made for one log, of which nothing is there yet. */
  static boolean isFresh(StoredEntry directory, List<StoredEntry> children) {
    return directory.name().startsWith("eventlog_v2_")
        && children.stream().allMatch(child -> child.name().startsWith(STATUS));
  }

  /** Whether a file may be one of several of a log, to be read with those beside it. */
  static boolean isPart(String name) {
    return isNumbered(name) || DELIVERED.matcher(name).matches();
  }

  /** Whether a file is a part of a log and never one by itself. */
  static boolean isNumbered(String name) {
    return EVENTS.matcher(name).matches() || OLD.matcher(name).matches();
  }

  /**
   * What may hold logs. Beside the directory with the logs of a cluster Databricks delivers others,
   * with what its driver and executors print.
   */
  static List<StoredEntry> candidates(List<StoredEntry> children) {
    boolean delivered =
        children.stream().anyMatch(child -> isDirectory(child) && child.name().equals("eventlog"));
    return delivered
        ? children.stream()
            .filter(child -> !(isDirectory(child) && BESIDE_DELIVERED.contains(child.name())))
            .toList()
        : children;
  }

  /** Number of a part of a rolled log. */
  static OptionalLong partNumber(String name) {
    Matcher matcher = EVENTS.matcher(name);
    return matcher.matches() ? OptionalLong.of(number(matcher)) : OptionalLong.empty();
  }

  /** Whether a file stands for all parts of a rolled log up to it. */
  static boolean isCompact(String name) {
    return name.endsWith(COMPACT);
  }

  /** Whether a file lies beside logs and is none. */
  static boolean isBeside(String name) {
    return isHidden(name) || name.startsWith(STATUS);
  }

  /** Whether an entry is ignored silently. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_") || name.endsWith(".crc");
  }

  private static boolean isDirectory(StoredEntry entry) {
    return entry.is(StoredEntry.Kind.DIRECTORY);
  }

  private static List<StoredEntry> named(List<StoredEntry> children, Pattern pattern) {
    return children.stream()
        .filter(child -> child.is(StoredEntry.Kind.FILE))
        .filter(child -> pattern.matcher(child.name()).matches())
        .toList();
  }

  private static EventLog rolling(
      LogStore store, StoredEntry directory, List<StoredEntry> events, List<StoredEntry> children) {
    List<StoredEntry> ordered = byNumber(events, EVENTS);
    List<String> warnings = new ArrayList<>();
    long compacted =
        ordered.stream()
            .filter(file -> isCompact(file.name()))
            .mapToLong(file -> number(file, EVENTS))
            .max()
            .orElse(0);
    List<StoredEntry> files =
        ordered.stream()
            .filter(
                file ->
                    number(file, EVENTS) > compacted
                        || number(file, EVENTS) == compacted && isCompact(file.name()))
            .toList();
    if (compacted > 0) {
      warnings.add(
          directory.path()
              + " was compacted by a history server, so that events of finished jobs up to file "
              + compacted
              + " are gone.");
    }
    warnings.addAll(missing(directory, files, compacted > 0 ? compacted : 1));
    boolean inProgress =
        children.stream()
            .map(StoredEntry::name)
            .anyMatch(name -> name.startsWith(STATUS) && name.endsWith(IN_PROGRESS));
    return EventLog.of(store, directory, files, inProgress).with(warnings);
  }

  private static List<String> missing(StoredEntry directory, List<StoredEntry> files, long first) {
    List<String> warnings = new ArrayList<>();
    long expected = first;
    for (StoredEntry file : files) {
      long number = number(file, EVENTS);
      if (number > expected) {
        warnings.add(
            directory.path()
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

  private static List<StoredEntry> byNumber(List<StoredEntry> files, Pattern pattern) {
    return files.stream()
        .sorted(
            Comparator.comparingLong((StoredEntry file) -> number(file, pattern))
                .thenComparing(StoredEntry::name))
        .toList();
  }

  private static long number(StoredEntry file, Pattern pattern) {
    Matcher matcher = pattern.matcher(file.name());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a part of a log: " + file.path());
    }
    return number(matcher);
  }

  private static long number(Matcher matcher) {
    try {
      return Long.parseLong(matcher.group(1));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** By name, which is by time; the file that grows has no time in its name. */
  private static List<StoredEntry> delivered(List<StoredEntry> files) {
    return files.stream()
        .sorted(
            Comparator.comparing((StoredEntry file) -> file.name().equals("eventlog"))
                .thenComparing(StoredEntry::name))
        .toList();
  }

  /** Spark up to 1.2: the version is a file's name, and so is whether the application ended. */
  private static EventLog old(
      LogStore store, StoredEntry directory, List<StoredEntry> events, List<StoredEntry> children) {
    Optional<String> version =
        children.stream()
            .map(StoredEntry::name)
            .filter(name -> name.startsWith(OLD_VERSION))
            .map(name -> name.substring(OLD_VERSION.length()))
            .findFirst();
    boolean complete = children.stream().map(StoredEntry::name).anyMatch(OLD_END::equals);
    EventLog log = EventLog.of(store, directory, byNumber(events, OLD), !complete);
    return version.map(log::withSparkVersion).orElse(log);
  }
}
