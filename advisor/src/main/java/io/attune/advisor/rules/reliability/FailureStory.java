package io.attune.advisor.rules.reliability;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ErrorRoot;
import io.attune.advisor.application.Failure;
import io.attune.advisor.rules.explain.KnownError;
import io.attune.advisor.rules.explain.KnownErrors;
import io.attune.advisor.statistics.FailureTally;
import java.util.List;
import java.util.Optional;

/**
 * SQL executions and jobs that failed with the same error.
 *
 * @param failures at least one
 * @param text Spark's words and the root of the error
 * @param root what lies at the root; empty when nothing names it
 * @param known the row of the catalogue; empty when there is none
 * @param aftermath how the application went on from the last of them
 */
record FailureStory(
    List<Failure> failures,
    String text,
    Optional<ErrorRoot> root,
    Optional<KnownError> known,
    Aftermath aftermath) {

  /** How an application went on from a failure. */
  enum Aftermath {
    /** Nothing succeeded after it: it ended the run. */
    NONE,
    /** Other queries or jobs succeeded after it. */
    WENT_ON,
    /** The same query succeeded later. */
    TRIED_AGAIN
  }

  FailureStory {
    requireNonNull(text, "text is null");
    requireNonNull(root, "root is null");
    requireNonNull(known, "known is null");
    requireNonNull(aftermath, "aftermath is null");
    failures = List.copyOf(failures);
  }

  /** Whether attempts of tasks failed with its exception, or with its known error. */
  boolean isAbout(FailureTally tally) {
    String errorClass = tally.errorClass();
    boolean same =
        !errorClass.isEmpty()
            && (root.map(cause -> cause.errorClass().equals(errorClass)).orElse(false)
                || text.contains(errorClass));
    return same
        || known.isPresent()
            && known.equals(KnownErrors.standard().find(errorClass + ": " + tally.message()));
  }
}
