package io.attune.eventlog;

/** Receives the progress of reading an event log. */
@FunctionalInterface
public interface ReadProgress {

  /** Ignores progress. */
  ReadProgress NONE = (readBytes, totalBytes) -> {};

  /**
   * Called from time to time by the reading thread, and once at the end.
   *
   * @param readBytes bytes read so far, as stored
   * @param totalBytes bytes when the log was found; a log in progress may have grown since
   */
  void read(long readBytes, long totalBytes);
}
