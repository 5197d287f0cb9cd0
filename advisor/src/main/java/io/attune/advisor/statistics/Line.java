package io.attune.advisor.statistics;

/**
 * A least-squares line through tasks.
 *
 * @param slope of the line
 * @param error standard error of the slope: √(residual sum of squares ÷ (n − 2) ÷ sum of squares of
 *     what is regressed on)
 */
public record Line(double slope, double error) {
  private static final double SURE = 2;

  /** The steepest slope that the tasks do not speak against: the slope and two standard errors. */
  public double steepest() {
    return slope + SURE * error;
  }
}
