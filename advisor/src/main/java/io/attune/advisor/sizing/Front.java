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
 * @param note what a reader of the points should know, in a sentence: why a size that they show to
 *     be cheaper is not advised; empty where nothing needs a word
 */
public record Front(Objective objective, List<FrontPoint> points, Optional<String> note) {
  /** Copies the points. */
  public Front {
    requireNonNull(objective, "objective is null");
    requireNonNull(note, "note is null");
    points = List.copyOf(points);
  }

  /** The size of the run itself. */
  public Optional<FrontPoint> current() {
    return points.stream().filter(FrontPoint::current).findFirst();
  }

  /** The size that is advised; the present one where no other is. */
  public Optional<FrontPoint> chosen() {
    return points.stream().filter(FrontPoint::chosen).findFirst();
  }

  /**
   * Whether a size that takes about as long as the present one costs clearly less.
   *
   * @param timeFactor times within this factor count as the same
   * @param share of the cost that is worth mentioning
   */
  public boolean showsCheaper(double timeFactor, double share) {
    Optional<FrontPoint> now = current();
    return now.isPresent()
        && points.stream()
            .map(FrontPoint::withAdvice)
            .anyMatch(
                point ->
                    point.spanMs() <= timeFactor * now.get().withAdvice().spanMs()
                        && point.amount() < (1 - share) * now.get().withAdvice().amount());
  }

  /**
   * The front with another size marked; with none where no point has so many executors.
   *
   * @param executors executors that are advised at most
   */
  public Front choosing(int executors) {
    return new Front(
        objective,
        points.stream()
            .map(point -> point.chosenIf(point.asItRan().executors() == executors))
            .toList(),
        note);
  }

  /**
   * The front of a run for which no other size is advised.
   *
   * @param why the reason, in a sentence; empty where none is needed
   */
  public Front withoutChoice(Optional<String> why) {
    return new Front(objective, points.stream().map(FrontPoint::notChosen).toList(), why);
  }
}
