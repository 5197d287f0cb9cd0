package io.attune.benchmarks.field;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What counts as a right answer for a case; written down before Attune is asked.
 *
 * @param right found in a recommendation that names the cause, the accepted remedy, or another that
 *     works
 * @param tolerated found in other recommendations that do no harm
 */
record ExpectedAnswer(Pattern right, Pattern tolerated) {
  private static final String NOTHING = "(?!)";

  ExpectedAnswer {
    requireNonNull(right, "right is null");
    requireNonNull(tolerated, "tolerated is null");
  }

  /** An answer beside which nothing else is tolerated. */
  static ExpectedAnswer right(String regex) {
    return right(regex, NOTHING);
  }

  static ExpectedAnswer right(String regex, String tolerated) {
    return new ExpectedAnswer(
        Pattern.compile(regex, Pattern.CASE_INSENSITIVE),
        Pattern.compile(tolerated, Pattern.CASE_INSENSITIVE));
  }

  /** Judges recommendations. Those below {@code MODERATE} cannot be wrong. */
  Grade judge(List<GivenAdvice> recommendations) {
    boolean named = false;
    for (GivenAdvice said : recommendations) {
      if (right.matcher(said.text()).find()) {
        named = true;
      } else if (said.loud() && !tolerated.matcher(said.text()).find()) {
        return Grade.WRONG;
      }
    }
    return named ? Grade.RIGHT : Grade.SILENT;
  }
}
