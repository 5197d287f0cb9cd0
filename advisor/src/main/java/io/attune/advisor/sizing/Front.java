package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.cost.Objective;
import java.util.List;
import java.util.Optional;

/**
 * Time and cost of a run at several sizes of its cluster.
 *
 * @param objective what counts
 * @param points the fewest slots first
 */
public record Front(Objective objective, List<FrontPoint> points) {
  /** Copies the points. */
  public Front {
    requireNonNull(objective, "objective is null");
    points = List.copyOf(points);
  }

  /** The size of the run itself. */
  public Optional<FrontPoint> current() {
    return points.stream().filter(FrontPoint::current).findFirst();
  }

  /** The size that the objective chooses. */
  public Optional<FrontPoint> chosen() {
    return points.stream().filter(FrontPoint::chosen).findFirst();
  }
}
