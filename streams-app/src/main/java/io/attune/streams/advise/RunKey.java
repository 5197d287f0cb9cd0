package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.streams.store.StateCodec;

/**
 * One run of one workload.
 *
 * @param workload workload
 * @param applicationId Spark's application id
 */
record RunKey(String workload, String applicationId) {
  static final StateCodec<RunKey> CODEC =
      StateCodec.of(
          key -> StateCodec.utf8().encode(key.text()),
          bytes -> parse(StateCodec.utf8().decode(bytes)));

  private static final char SEPARATOR = '\0';

  RunKey {
    requireNonNull(workload, "workload is null");
    requireNonNull(applicationId, "applicationId is null");
  }

  /** Both in one text; application ids have no zero character. */
  String text() {
    return workload + SEPARATOR + applicationId;
  }

  @Override
  public String toString() {
    return workload + "/" + applicationId;
  }

  static RunKey parse(String text) {
    int separator = text.lastIndexOf(SEPARATOR);
    return new RunKey(text.substring(0, separator), text.substring(separator + 1));
  }
}
