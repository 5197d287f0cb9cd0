package io.attune.eventlog;

import java.util.List;

/**
 * What a search for event logs came back with.
 *
 * @param logs the logs, each once, in the order of the paths and by name below them
 * @param leftOut what is none, or cannot be read
 */
public record Found(List<EventLog> logs, List<LeftOut> leftOut) {

  /** Copies. */
  public Found {
    logs = List.copyOf(logs);
    leftOut = List.copyOf(leftOut);
  }
}
