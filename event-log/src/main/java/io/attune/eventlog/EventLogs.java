package io.attune.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Finds event logs. A place may be
 *
 * <ul>
 *   <li>a file, in any of the codecs that Spark writes;
 *   <li>a rolling directory: {@code eventlog_v2_<application>} with {@code events_<n>_…} files,
 *       which are read by number, and an {@code appstatus_…} file;
 *   <li>a directory as Databricks delivers it: {@code eventlog-<time>.gz} files, read by name, and
 *       {@code eventlog}, the newest;
 *   <li>a directory as Spark up to 1.2 writes it: {@code EVENT_LOG_<n>} files, beside them {@code
 *       SPARK_VERSION_<version>};
 *   <li>a file of any of these directories, which stands for the whole log;
 *   <li>a directory of any of these, down to six levels.
 * </ul>
 *
 * <p>One bad entry does not affect the others: what is not a log, or cannot be read, is left out
 * with the reason. Only regular files are opened: a pipe would block, a device has no end. Entries
 * that begin with a dot or an underscore, and checksums, are ignored silently.
 */
public final class EventLogs {

  static final String WHAT_TO_GIVE =
      "give a log file, a rolling eventlog_v2_ directory, or a directory of such.";

  private static final int HEAD = 256;

  /** As stored; the header of a gzip file may hold a name and a comment. */
  private static final int STORED_HEAD = 4_096;

  private EventLogs() {}

  /** Finds all logs at or below paths, and reports what it left out. */
  public static Found look(Collection<Path> paths) {
    return new LogPlaces(LogStores.LOCAL).look(paths.stream().map(Path::toString).toList());
  }

  /**
   * Whether a log can be one: asks for the beginning of the first of its files and looks at it. Of
   * compressed ones only the codec is looked at.
   *
   * @return the reason when it is none
   */
  public static Optional<SkippedPath> check(EventLog log) {
    StoredFile file = log.files().get(0);
    String reason;
    try (LogFile.Opened opened = LogFile.head(file, STORED_HEAD)) {
      if (!opened.format().equals(CompressionCodec.PLAIN.label()) || begins(opened.text())) {
        return Optional.empty();
      }
      reason = file + " is not a Spark event log: its first line has no field \"Event\".";
    } catch (EventLogException | StoreException e) {
      reason = reason(e);
    } catch (IOException e) {
      reason = file + " cannot be read (" + reason(e) + ").";
    }
    return Optional.of(new SkippedPath(log.path(), reason));
  }

  private static boolean begins(InputStream text) throws IOException {
    byte[] head = text.readNBytes(HEAD);
    return new String(head, StandardCharsets.UTF_8).contains("\"Event\"");
  }

  /**
   * Finds all logs at or below paths, each once, in the order of the paths and by name below them.
   * Does not report what it leaves out; {@link #look} does.
   *
   * @throws EventLogException when there is none, with the reason for the first path without one
   */
  public static List<EventLog> find(Collection<Path> paths) {
    Found found = look(paths);
    if (found.logs().isEmpty()) {
      throw new EventLogException(
          found.leftOut().isEmpty()
              ? "No path was given: " + WHAT_TO_GIVE
              : found.leftOut().get(found.leftOut().size() - 1).sentence());
    }
    return found.logs();
  }

  /** The message of an I/O exception, in words for the user who gave the path. */
  public static String reason(Throwable e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it is not there any more";
    }
    if (e instanceof FileSystemLoopException) {
      return "its links run in a circle";
    }
    return e.getMessage() == null ? "no reason given" : e.getMessage();
  }
}
