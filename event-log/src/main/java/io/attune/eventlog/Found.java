package io.attune.eventlog;

import java.util.List;

/**
 * Result of a search for event logs.
 *
 * @param logs the logs, each once, in the order of the paths and by name below them
 * @param leftOut what is not a log, or cannot be read
 */
public record Found(List<EventLog> logs, List<SkippedPath> leftOut) {

  /** Copies. */
  public Found {
    logs = List.copyOf(logs);
    leftOut = List.copyOf(leftOut);
  }
}
