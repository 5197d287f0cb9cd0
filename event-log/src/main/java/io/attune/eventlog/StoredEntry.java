package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Something in a store, as a listing shows it.
 *
 * @param path whole path
 * @param name last part of the path
 * @param kind what it is
 * @param sizeBytes bytes as stored; 0 for what is no file, and where the store does not say
 * @param lastModified when it was last written to; the epoch where the store does not say
 * @param inProgress whether Spark, or the store, says that it is still written to
 */
public record StoredEntry(
    String path, String name, Kind kind, long sizeBytes, Instant lastModified, boolean inProgress) {

  private static final String IN_PROGRESS = ".inprogress";

  /** Kinds of entries. */
  public enum Kind {
    FILE,
    DIRECTORY,
    /** A file or directory that this user may not read. */
    UNREADABLE,
    /** A link that leads nowhere. */
    DANGLING,
    /** A pipe, a socket, a device: to open it might block for ever. */
    SPECIAL
  }

  /** Checks the fields. */
  public StoredEntry {
    requireNonNull(path, "path is null");
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(lastModified, "lastModified is null");
  }

  /** A file; its name says whether Spark still writes to it. */
  public static StoredEntry file(String path, String name, long sizeBytes, Instant lastModified) {
    return new StoredEntry(
        path, name, Kind.FILE, sizeBytes, lastModified, name.endsWith(IN_PROGRESS));
  }

  /** Something without content. */
  public static StoredEntry of(String path, String name, Kind kind) {
    return new StoredEntry(path, name, kind, 0, Instant.EPOCH, false);
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
