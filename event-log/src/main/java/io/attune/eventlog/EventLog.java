package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event log of one application: a file, or the files of a rolling directory in their order.
 *
 * @param path the file or directory, as it is written for the user
 * @param name last part of the path
 * @param files what to read, in order; at least one
 * @param sizeBytes bytes when it was found, as stored; 0 where the store does not say
 * @param inProgress whether Spark had not closed it when it was found
 * @param lastModified when it was last written to
 * @param sparkVersion Spark's version, where something other than the events names it
 * @param warnings what is known to be missing before a line is read, one sentence each
 */
public record EventLog(
    String path,
    String name,
    List<StoredFile> files,
    long sizeBytes,
    boolean inProgress,
    Instant lastModified,
    Optional<String> sparkVersion,
    List<String> warnings) {

  /** The log that was last written to first; by path where that is the same. */
  public static final Comparator<EventLog> NEWEST_FIRST =
      Comparator.comparing(EventLog::lastModified).reversed().thenComparing(EventLog::path);

  private static final Pattern APPLICATION_ID =
      Pattern.compile("(app-\\d{14}-\\d{4,}|application_\\d+_\\d+|local-\\d+|spark-[0-9a-f]{32})");

  /** Checks and copies. */
  public EventLog {
    requireNonNull(path, "path is null");
    requireNonNull(name, "name is null");
    requireNonNull(lastModified, "lastModified is null");
    requireNonNull(sparkVersion, "sparkVersion is null");
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a log without files: " + path);
    }
  }

  /** The log in some files of a store, as they were listed. */
  static EventLog of(
      LogStore store, StoredEntry whole, List<StoredEntry> files, boolean inProgress) {
    return new EventLog(
        whole.path(),
        whole.name(),
        files.stream().map(file -> new StoredFile(store, file)).toList(),
        files.stream().mapToLong(StoredEntry::sizeBytes).sum(),
        inProgress,
        files.stream()
            .map(StoredEntry::lastModified)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH),
        Optional.empty(),
        List.of());
  }

  EventLog with(List<String> known) {
    return new EventLog(
        path, name, files, sizeBytes, inProgress, lastModified, sparkVersion, known);
  }

  EventLog withSparkVersion(String version) {
    return new EventLog(
        path, name, files, sizeBytes, inProgress, lastModified, Optional.of(version), warnings);
  }

  /** Whether only opening it tells whether there is more in it than when it was listed before. */
  public boolean mayHaveGrownUnseen() {
    return inProgress && !files.get(files.size() - 1).store().tellsGrowth();
  }

  /** Application id in the name, where it is one that Spark makes. */
  public Optional<String> applicationIdInName() {
    Matcher matcher = APPLICATION_ID.matcher(name);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * A name to tell the application of this log from others by, where neither the log's name nor its
   * events have an application id: the file's name and a hash of its place.
   */
  String nameOfLastResort() {
    return name.replaceAll("(?i)\\.(?:json|txt|log|inprogress|zstd?|lz4|lzf|snappy|gz)", "")
        + "-"
        + String.format("%08x", path.hashCode());
  }

  /**
   * Opens the whole log as text, file after file, each followed by a line end. {@link
   * EventLogReader} handles damaged logs better, because it knows where a file ends.
   *
   * @throws EventLogException when a file is empty or of an unknown format
   */
  public InputStream open() throws IOException {
    Iterator<StoredFile> rest = files.iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          private boolean lineEnd;

          @Override
          public boolean hasMoreElements() {
            return lineEnd || rest.hasNext();
          }

          @Override
          public InputStream nextElement() {
            lineEnd = !lineEnd;
            return lineEnd ? text(rest.next()) : new ByteArrayInputStream(new byte[] {'\n'});
          }
        });
  }

  private static InputStream text(StoredFile file) {
    try {
      return LogFile.open(file, count -> {}).text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
