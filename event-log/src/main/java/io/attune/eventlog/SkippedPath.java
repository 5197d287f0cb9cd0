package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

/**
 * Something among the places to read that was left out.
 *
 * @param path the file or directory, as it is written for the user
 * @param sentence what is wrong with it, in one sentence that names it
 */
public record SkippedPath(String path, String sentence) {

  /** Checks the fields. */
  public SkippedPath {
    requireNonNull(path, "path is null");
    requireNonNull(sentence, "sentence is null");
  }
}
