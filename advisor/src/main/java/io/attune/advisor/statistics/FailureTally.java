package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

/**
 * Unsuccessful attempts of one cause on one host with one error class.
 *
 * @param cause why
 * @param host where, empty when unknown
 * @param errorClass class of the exception, empty when none was involved
 * @param count attempts, at least 1
 * @param message one of the messages, cut; of several the first in alphabetical order
 */
public record FailureTally(
    FailureCause cause, String host, String errorClass, long count, String message) {
  /** Checks the fields. */
  public FailureTally {
    requireNonNull(cause, "cause is null");
    requireNonNull(host, "host is null");
    requireNonNull(errorClass, "errorClass is null");
    requireNonNull(message, "message is null");
  }
}
