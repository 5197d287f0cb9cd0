package io.attune.eventlog;

/** Hears how far the reading of one event log has come. */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress NONE = (readBytes, totalBytes) -> {};

  /**
   * Called now and then, on the reading thread, and once at the end.
   *
   * @param readBytes bytes read from disk so far, as stored
   * @param totalBytes bytes on disk when the log was found; a log in progress may have grown since
   */
  void read(long readBytes, long totalBytes);
}
