package io.attune.advisor.worth;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How much of one quantity a change saves. Positive is less of it: a saving; negative is more.
 *
 * @param expected what is expected; empty when nothing tells, and where a bound is all that is
 *     known
 * @param low what is saved at least, lower end of the 80 % interval; empty when unknown
 * @param high what is saved at most, upper end of the interval or the bound; empty when unknown
 * @param unit {@code ms}, or the currency or unit of the price table
 * @param basis what it rests on
 */
public record SavedAmount(
    OptionalDouble expected,
    OptionalDouble low,
    OptionalDouble high,
    String unit,
    ImpactBasis basis) {

  /** Checks the fields. */
  public SavedAmount {
    requireNonNull(expected, "expected is null");
    requireNonNull(low, "low is null");
    requireNonNull(high, "high is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(basis, "basis is null");
  }

  /** The change, seen from the side of who saves: signs and ends of the interval turn round. */
  public static SavedAmount of(Change change) {
    return new SavedAmount(
        turned(change.getExpected()),
        turned(change.getHigh()),
        turned(change.getLow()),
        change.getUnit(),
        change.getBasis());
  }

  /** Nothing is known. */
  public static SavedAmount unknown(String unit) {
    return new SavedAmount(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        unit,
        ImpactBasis.NONE);
  }

  private static OptionalDouble turned(@Nullable Double value) {
    // 0 - x and not -x: the latter makes -0.0 of 0.
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(0 - value);
  }

  /** What a replay or a measurement tells; empty where it is a rule of thumb or a bound. */
  public OptionalDouble replayed() {
    return basis == ImpactBasis.REPLAY || basis == ImpactBasis.MEASURED
        ? expected
        : OptionalDouble.empty();
  }

  /** The bound, where that is all that is known; else empty. */
  public OptionalDouble atMost() {
    return basis == ImpactBasis.BOUND && expected.isEmpty() && high.orElse(0) > 0
        ? high
        : OptionalDouble.empty();
  }

  /** The same in so many runs. */
  public SavedAmount times(double runs) {
    return new SavedAmount(times(expected, runs), times(low, runs), times(high, runs), unit, basis);
  }

  private static OptionalDouble times(OptionalDouble value, double factor) {
    return value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  /**
   * Both together, where both were replayed: each replays its change on top of those before, so
   * they add up, and so do the ends of their intervals at worst. Where one was not, the other.
   */
  SavedAmount plus(SavedAmount other) {
    if (other.replayed().isEmpty()) {
      return this;
    }
    return replayed().isEmpty()
        ? other
        : new SavedAmount(
            sum(expected, other.expected), sum(low, other.low), sum(high, other.high), unit, basis);
  }

  private static OptionalDouble sum(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent()
        ? OptionalDouble.of(one.getAsDouble() + other.getAsDouble())
        : OptionalDouble.empty();
  }
}
