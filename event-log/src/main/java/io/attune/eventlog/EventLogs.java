package io.attune.eventlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds event logs. A path may be
 *
 * <ul>
 *   <li>a file, in any of the codecs that Spark writes;
 *   <li>a rolling directory: {@code eventlog_v2_<application>} with {@code events_<n>_…} files,
 *       which are read by number, and an {@code appstatus_…} file;
 *   <li>a directory as Databricks delivers it: {@code eventlog-<time>.gz} files, read by name, and
 *       {@code eventlog}, the newest;
 *   <li>a directory of any of these, down to three levels; files in it that are no logs are passed
 *       over.
 * </ul>
 */
public final class EventLogs {

  private static final Pattern EVENTS = Pattern.compile("events_(\\d+)_.+");
  private static final Pattern DELIVERED = Pattern.compile("eventlog(-\\d{4}-.+)?");
  private static final String COMPACT = ".compact";
  private static final String IN_PROGRESS = ".inprogress";
  private static final int MAX_DEPTH = 3;
  private static final String WHAT_TO_GIVE =
      "give a log file, a rolling eventlog_v2_ directory, or a directory of such.";

  private EventLogs() {}

  /**
   * Finds all logs at or below paths, each once, in the order of the paths and by name below them.
   *
   * @throws EventLogException when a path does not exist, cannot be read, or holds no log
   */
  public static List<EventLog> find(Collection<Path> paths) {
    Map<Path, EventLog> found = new LinkedHashMap<>();
    for (Path path : paths) {
      for (EventLog log : find(path)) {
        found.putIfAbsent(log.path().toAbsolutePath().normalize(), log);
      }
    }
    return List.copyOf(found.values());
  }

  private static List<EventLog> find(Path path) {
    if (!Files.exists(path)) {
      throw new EventLogException(
          "There is no file or directory " + path + ": check the path, or " + WHAT_TO_GIVE);
    }
    if (!Files.isReadable(path)) {
      throw new EventLogException(path + " may not be read by this user: change its permissions.");
    }
    try {
      if (!Files.isDirectory(path)) {
        return List.of(single(path));
      }
      List<EventLog> logs = new ArrayList<>();
      int[] seen = new int[1];
      collect(path, MAX_DEPTH, logs, seen);
      if (logs.isEmpty()) {
        throw new EventLogException(
            "The directory "
                + path
                + " holds no event log ("
                + (seen[0] == 0 ? "it is empty" : "files looked at: " + seen[0])
                + "): "
                + WHAT_TO_GIVE);
      }
      return logs;
    } catch (IOException e) {
      throw new EventLogException(
          path + " cannot be listed (" + reason(e) + "): check the path and its permissions.", e);
    }
  }

  /** What an I/O exception says, in words for whoever gave the path. */
  public static String reason(Throwable e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it is not there any more";
    }
    return e.getMessage() == null ? "no reason given" : e.getMessage();
  }

  private static EventLog single(Path file) throws IOException {
    return new EventLog(
        file,
        List.of(file),
        Files.size(file),
        file.getFileName().toString().endsWith(IN_PROGRESS),
        List.of());
  }

  private static void collect(Path directory, int depth, List<EventLog> logs, int[] seen)
      throws IOException {
    List<Path> children = children(directory);
    seen[0] += (int) children.stream().filter(Files::isRegularFile).count();
    List<Path> events = named(children, EVENTS);
    if (!events.isEmpty()) {
      logs.add(rolling(directory, events, children));
      return;
    }
    List<Path> delivered = named(children, DELIVERED);
    if (!delivered.isEmpty()) {
      logs.add(delivered(directory, delivered));
      return;
    }
    for (Path child : children) {
      if (Files.isDirectory(child)) {
        if (depth > 1) {
          collect(child, depth - 1, logs, seen);
        }
      } else if (mayBeLog(child)) {
        logs.add(single(child));
      }
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> !isHidden(child.getFileName().toString()))
          .sorted(Comparator.comparing(child -> child.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_") || name.endsWith(".crc");
  }

  private static List<Path> named(List<Path> children, Pattern pattern) {
    return children.stream()
        .filter(Files::isRegularFile)
        .filter(child -> pattern.matcher(child.getFileName().toString()).matches())
        .toList();
  }

  /** A damaged log stays in, so that the user hears of it; a file that was never one does not. */
  private static boolean mayBeLog(Path file) throws IOException {
    byte[] head = new byte[256];
    try (LogFile.Opened opened = LogFile.open(file, count -> {})) {
      if (opened.codec() != CompressionCodec.PLAIN) {
        return true;
      }
      int length = opened.text().readNBytes(head, 0, head.length);
      return new String(head, 0, length, StandardCharsets.UTF_8).contains("\"Event\"");
    } catch (EventLogException e) {
      return CompressionCodec.ofName(file.getFileName().toString()) != CompressionCodec.PLAIN;
    }
  }

  private static EventLog rolling(Path directory, List<Path> events, List<Path> children)
      throws IOException {
    List<Path> ordered =
        events.stream()
            .sorted(Comparator.comparingLong(EventLogs::number).thenComparing(Path::getFileName))
            .toList();
    List<String> warnings = new ArrayList<>();
    long compacted =
        ordered.stream().filter(EventLogs::isCompact).mapToLong(EventLogs::number).max().orElse(0);
    List<Path> files =
        ordered.stream()
            .filter(
                file -> number(file) > compacted || number(file) == compacted && isCompact(file))
            .toList();
    if (compacted > 0) {
      warnings.add(
          directory
              + " was compacted by a history server, so that events of finished jobs up to file "
              + compacted
              + " are gone.");
    }
    long expected = compacted > 0 ? compacted : 1;
    for (Path file : files) {
      long number = number(file);
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
    boolean inProgress =
        children.stream()
            .map(child -> child.getFileName().toString())
            .anyMatch(name -> name.startsWith("appstatus_") && name.endsWith(IN_PROGRESS));
    return new EventLog(directory, files, size(files), inProgress, warnings);
  }

  private static boolean isCompact(Path file) {
    return file.getFileName().toString().endsWith(COMPACT);
  }

  private static long number(Path file) {
    Matcher matcher = EVENTS.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a rolled file: " + file);
    }
    try {
      return Long.parseLong(matcher.group(1));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static EventLog delivered(Path directory, List<Path> files) throws IOException {
    List<Path> ordered =
        files.stream()
            .sorted(
                Comparator.comparing(
                        (Path file) -> file.getFileName().toString().equals("eventlog"))
                    .thenComparing(file -> file.getFileName().toString()))
            .toList();
    return new EventLog(directory, ordered, size(ordered), false, List.of());
  }

  private static long size(List<Path> files) throws IOException {
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    return total;
  }
}
