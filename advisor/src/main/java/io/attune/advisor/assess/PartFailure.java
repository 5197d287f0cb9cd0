package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

/**
 * A part of an assessment that threw. It costs the assessment that part and nothing else.
 *
 * @param part what kind of part it is
 * @param subject which one: the id of the rule, the property whose outcome was judged, what was to
 *     be forecast
 * @param cause what it threw
 */
public record PartFailure(Part part, String subject, RuntimeException cause) {
  private static final int MOST_CHARACTERS = 300;

  /** What can fail for itself. */
  public enum Part {
    /** A rule, from its evaluation to the record of its advice. */
    RULE("rule"),
    /** Replaying the run, or choosing a size for it. */
    FORECAST("forecast"),
    /** Judging what came of earlier advice. */
    OUTCOME("outcome");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    /** In lower case. */
    @Override
    public String toString() {
      return label;
    }
  }

  /** Checks the fields. */
  public PartFailure {
    requireNonNull(part, "part is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(cause, "cause is null");
  }

  /** What failed, such as {@code rule skew} or {@code outcome of spark.executor.cores}. */
  public String what() {
    return part + (part == Part.RULE ? " " : " of ") + subject;
  }

  /** Why, such as {@code failed: IllegalArgumentException: advice without evidence}. */
  public String reason() {
    return reason(cause);
  }

  /** The same of any exception; cut off where it is too long for a line. */
  public static String reason(RuntimeException cause) {
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    String reason = "failed: " + cause.getClass().getSimpleName() + message;
    return reason.length() <= MOST_CHARACTERS
        ? reason
        : reason.substring(0, MOST_CHARACTERS - 1) + "…";
  }
}
