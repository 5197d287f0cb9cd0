package io.attune.eventlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One search for event logs. Keeps the real paths, so that links lead nowhere twice. */
final class LogSearch {

  private static final int MAX_DEPTH = 6;
  private static final int HEAD = 256;

  private final Map<Path, EventLog> logs = new LinkedHashMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final List<SkippedPath> leftOut = new ArrayList<>();
  private int files;

  Found found() {
    return new Found(List.copyOf(logs.values()), leftOut);
  }

  /** Searches a path that the user gave: whatever is wrong with it is reported. */
  void look(Path path) {
    if (isDangling(path)) {
      return;
    }
    if (!Files.exists(path)) {
      leave(path, "There is no file or directory " + path + ": check the path, or " + whatToGive());
    } else if (!Files.isReadable(path)) {
      leave(path, path + " may not be read by this user: change its permissions.");
    } else if (Files.isDirectory(path)) {
      int before = logs.size();
      files = 0;
      boolean seen = directory(path, MAX_DEPTH);
      if (seen && logs.size() == before) {
        leave(
            path,
            "The directory "
                + path
                + " holds no event log ("
                + (files == 0 ? "it is empty" : "files looked at: " + files)
                + "): "
                + whatToGive());
      }
    } else if (Files.isRegularFile(path) || isStream(path)) {
      add(path, () -> EventLog.of(path, List.of(path), LogDirectory.isInProgress(path)));
    } else {
      leave(path, path + " is a pipe or a device, which may never end: give a file.");
    }
  }

  private static String whatToGive() {
    return EventLogs.WHAT_TO_GIVE;
  }

  /** What a shell passes for {@code <(command)}: it has a writer, and so an end. */
  private static boolean isStream(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith("/dev/fd") || absolute.startsWith("/proc/self/fd");
  }

  /**
   * Searches a directory.
   *
   * @return false when it was seen before
   */
  private boolean directory(Path directory, int depth) {
    List<Path> children;
    try {
      if (!directories.add(directory.toRealPath())) {
        return false;
      }
      children = children(directory);
      Optional<EventLog> log = LogDirectory.of(directory, children);
      if (log.isPresent()) {
        files += log.get().files().size();
        add(directory, log::get);
        return true;
      }
    } catch (IOException e) {
      leave(
          directory,
          directory
              + " cannot be listed ("
              + EventLogs.reason(e)
              + "): check the path and its permissions.");
      return true;
    }
    if (LogDirectory.isFresh(directory, children)) {
      leave(directory, directory + " has no events yet: its application has just started.");
      return true;
    }
    children.forEach(child -> entry(child, depth));
    return true;
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

  private void entry(Path child, int depth) {
    if (isDangling(child)) {
      return;
    }
    if (Files.isDirectory(child)) {
      if (depth > 1) {
        directory(child, depth - 1);
      } else {
        leave(child, child + " lies deeper than " + MAX_DEPTH + " levels: give it by itself.");
      }
      return;
    }
    files++;
    if (!Files.isRegularFile(child)) {
      leave(child, child + " is a pipe, a socket or a device and no log.");
      return;
    }
    try {
      requireLog(child);
    } catch (EventLogException e) {
      leave(child, EventLogs.reason(e));
      return;
    } catch (IOException e) {
      leave(child, child + " cannot be read (" + EventLogs.reason(e) + ").");
      return;
    }
    add(child, () -> EventLog.of(child, List.of(child), LogDirectory.isInProgress(child)));
  }

  private boolean isDangling(Path path) {
    if (Files.exists(path) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    leave(path, path + " is a link that leads nowhere.");
    return true;
  }

  /**
   * Tells files of other kinds apart before they count as logs; compressed ones only by their
   * content.
   */
  private static void requireLog(Path file) throws IOException {
    try (LogFile.Opened opened = LogFile.open(file, count -> {})) {
      if (opened.codec() == CompressionCodec.PLAIN) {
        byte[] head = new byte[HEAD];
        int length = opened.text().readNBytes(head, 0, head.length);
        if (!new String(head, 0, length, StandardCharsets.UTF_8).contains("\"Event\"")) {
          throw new EventLogException(
              file + " is not a Spark event log: its first line has no field \"Event\".");
        }
      }
    }
  }

  /** Makes a log of a path. */
  private interface Making {
    EventLog log() throws IOException;
  }

  private void add(Path path, Making making) {
    try {
      Path key = isStream(path) ? path : path.toRealPath();
      if (!logs.containsKey(key)) {
        logs.put(key, making.log());
      }
    } catch (IOException e) {
      leave(path, path + " cannot be read (" + EventLogs.reason(e) + ").");
    }
  }

  private void leave(Path path, String sentence) {
    leftOut.add(new SkippedPath(path, sentence));
  }
}
