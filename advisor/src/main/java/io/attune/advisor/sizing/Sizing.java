package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.cost.Objective;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Looks at a run on clusters of several sizes and chooses one for an objective.
 *
 * <p>balanced: the cheapest whose span is at most so much longer than today's; cost: the same with
 * more patience; performance: the fastest within a budget; deadline: the cheapest that ends in
 * time. A choice never goes further from the present size in one step than the table allows,
 * because a replay is the surer the nearer it is to what was seen.
 */
public final class Sizing {
  private final RunForecast forecast;
  private final Objective objective;
  private final RuleTable table;
  private final SizeBounds limits;
  private final boolean local;
  private final TreeMap<Integer, Priced> points = new TreeMap<>();
  private final int whole;
  private Priced chosen;

  /**
   * Looks at the run.
   *
   * @param local whether tasks run in the driver, so that cores and not executors are counted
   */
  public Sizing(
      RunForecast forecast,
      Objective objective,
      RuleTable table,
      SizeBounds limits,
      boolean local) {
    this.forecast = requireNonNull(forecast, "forecast is null");
    this.objective = requireNonNull(objective, "objective is null");
    this.table = requireNonNull(table, "table is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.local = local;
    this.whole = local ? forecast.size().slots() : forecast.size().executors();
    look();
    choose();
  }

  private void look() {
    if (forecast.bounds().isPresent()) {
      for (int count : ClusterSizes.around(whole, table.number("sizing.max-up-factor"))) {
        points.put(count, believed(atMost(count)));
      }
      return;
    }
    List<Integer> counts = ClusterSizes.around(whole, Double.MAX_VALUE);
    List<Priced> front = forecast.front(counts.stream().map(this::size).toList());
    for (int i = 0; i < counts.size(); i++) {
      points.put(counts.get(i), believed(front.get(i)));
    }
  }

  /** A smaller cluster is believed to be as slow as the slower of two replays says. */
  private Priced believed(Priced point) {
    if (point.size().slots() >= forecast.size().slots() || forecast.cautious().isEmpty()) {
      return point;
    }
    RunForecast plain = forecast.cautious().get();
    Priced slow =
        forecast.bounds().isPresent()
            ? plain.at(boundsAtMost(point.executors()))
            : plain.at(point.size());
    double factor = plain.scale() / forecast.scale();
    return slow.spanMs() * factor > point.spanMs()
        ? forecast.priced(slow.prediction().times(factor))
        : point;
  }

  private ClusterSize size(int count) {
    return local
        ? ClusterSizes.local(forecast.size(), count)
        : ClusterSizes.withExecutors(forecast.size(), count);
  }

  /** Under dynamic allocation, with another maximum. */
  private Priced atMost(int max) {
    return forecast.at(boundsAtMost(max));
  }

  private DynamicSize boundsAtMost(int max) {
    DynamicSize now = forecast.bounds().orElseThrow();
    int min = Math.min(now.minExecutors(), max);
    return new DynamicSize(
        min,
        Math.max(min, Math.min(now.initialExecutors(), max)),
        max,
        now.coresPerExecutor(),
        now.taskCpus(),
        now.idleTimeoutMs(),
        now.executorStartMs());
  }

  private void choose() {
    int least =
        (int)
            Math.max(
                limits.leastExecutors(),
                Math.ceil(whole * table.number("sizing.max-down-share") - 1e-9));
    int most =
        (int) Math.max(whole, Math.floor(whole * table.number("sizing.max-up-factor") + 1e-9));
    chosen = choice(least, most);
    refine(least, most);
    limits.heldExecutors().ifPresent(held -> hold(held, least, most));
  }

  /** Stays with what was advised before while it is about as good: it differs by chance only. */
  private void hold(int count, int least, int most) {
    if (local
        || count == whole
        || count < least
        || count > most
        || count == count(chosen)
        || !suits(size(count))) {
      return;
    }
    if (!points.containsKey(count)) {
      points.put(count, lookAt(points.lowerKey(count), count));
    }
    Priced held = points.get(count);
    double tolerance = 1 + table.number("sizing.step-share");
    boolean asGood =
        objective.kind() == Objective.Kind.PERFORMANCE
            ? isAffordable(held) && held.spanMs() <= tolerance * chosen.spanMs()
            : held.spanMs() * forecast.scale() <= tolerance * longestSpanMs()
                && held.amount() <= tolerance * chosen.amount();
    if (asGood) {
      chosen = held;
    }
  }

  /** A size between others, never slower than the next smaller one. */
  private Priced lookAt(Integer smaller, int count) {
    if (forecast.bounds().isPresent()) {
      return believed(atMost(count));
    }
    List<ClusterSize> sizes =
        smaller == null ? List.of(size(count)) : List.of(size(smaller), size(count));
    return believed(forecast.front(sizes).get(sizes.size() - 1));
  }

  /** Looks between the choice and the next smaller and larger cluster that were looked at. */
  private void refine(int least, int most) {
    int step = (int) Math.max(1, Math.round(whole * table.number("sizing.step-share")));
    for (int round = 0; round < 4; round++) {
      int at = count(chosen);
      boolean looked = between(at, points.higherKey(at), step, most);
      looked |= between(points.lowerKey(at), at, step, most) && at > least;
      if (!looked) {
        return;
      }
      chosen = choice(least, most);
    }
  }

  private boolean between(Integer low, Integer high, int step, int most) {
    if (low == null || high == null || high - low <= step || low >= most) {
      return false;
    }
    int middle = (low + high) / 2;
    points.put(middle, lookAt(low, middle));
    return true;
  }

  private Priced choice(int least, int most) {
    List<Priced> allowed =
        points.entrySet().stream()
            .filter(
                point ->
                    point.getKey() == whole
                        || least <= point.getKey()
                            && point.getKey() <= most
                            && suits(point.getValue().size()))
            .map(java.util.Map.Entry::getValue)
            .toList();
    Optional<Priced> best =
        switch (objective.kind()) {
          case COST, BALANCED -> cheapest(allowed, this::isInTime);
          case PERFORMANCE -> fastest(allowed, this::isAffordable);
          case DEADLINE -> cheapest(allowed, this::isInTime).or(() -> fastest(allowed, p -> true));
        };
    return best.orElseGet(this::current);
  }

  /** Whether the partitions that are advised suit a cluster of this size. */
  public boolean suits(ClusterSize size) {
    return limits.suits(size.slots());
  }

  /** The longest span that the objective puts up with, milliseconds of real time. */
  public double longestSpanMs() {
    double today = limits.referenceSpanMs();
    return switch (objective.kind()) {
      case COST -> today * table.number("sizing.cost-time-factor");
      case BALANCED -> today * table.number("sizing.balanced-time-factor");
      case PERFORMANCE -> today * table.number("sizing.same-time-factor");
      case DEADLINE ->
          Math.max(
              0,
              (1 - table.number("sizing.deadline-margin-share"))
                      * objective.deadlineMs().orElseThrow()
                  - (current().prediction().durationMs() - current().spanMs()) * forecast.scale());
    };
  }

  private boolean isAffordable(Priced point) {
    return point.amount()
        <= current().amount() * table.number("sizing.performance-cost-factor") + 1e-12;
  }

  private boolean isInTime(Priced point) {
    return !isTooSlow(point);
  }

  /** Whether a size takes longer than the objective puts up with. */
  public boolean isTooSlow(Priced point) {
    return point.spanMs() * forecast.scale() > longestSpanMs();
  }

  private static Optional<Priced> cheapest(List<Priced> points, Predicate<Priced> fits) {
    return points.stream()
        .filter(fits)
        .min(
            Comparator.comparingDouble(Priced::amount)
                .thenComparingLong(Priced::spanMs)
                .thenComparingInt(Priced::executors));
  }

  /** Of those that are about as fast as the fastest, the cheapest. */
  private Optional<Priced> fastest(List<Priced> points, Predicate<Priced> fits) {
    List<Priced> fitting = points.stream().filter(fits).toList();
    double best = fitting.stream().mapToLong(Priced::spanMs).min().orElse(0);
    return cheapest(
        fitting, point -> point.spanMs() <= best * table.number("sizing.same-time-factor"));
  }

  private int count(Priced point) {
    return local ? point.size().slots() : point.executors();
  }

  /** Of all sizes that are fast enough, the cheapest, whether or not it may be chosen. */
  public Optional<Priced> cheapestInTime() {
    return cheapest(List.copyOf(points.values()), this::isInTime);
  }

  /** Executors that are needed whatever the time. */
  public int leastExecutors() {
    return limits.leastExecutors();
  }

  /** The size of the run itself. */
  public Priced current() {
    return requireNonNull(points.get(whole), "the run has no point of its own");
  }

  /** The size that the objective chooses; the current one when none is better. */
  public Priced chosen() {
    return chosen;
  }

  /**
   * Time and cost on fixed clusters of so many slots, in the order given.
   *
   * @param asItRan the same look at the run as it was; itself where nothing is decided
   */
  public List<FrontPoint> at(List<Integer> slots, Sizing asItRan) {
    List<ClusterSize> sizes =
        slots.stream()
            .map(
                n ->
                    local
                        ? ClusterSizes.local(forecast.size(), n)
                        : ClusterSizes.ofSlots(forecast.size(), n))
            .toList();
    List<Priced> advised = priced(sizes);
    List<Priced> plain = asItRan == this ? advised : asItRan.priced(sizes);
    List<FrontPoint> points = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      points.add(
          point(
              plain.get(i),
              advised.get(i),
              sizes.get(i).equals(forecast.size()),
              sizes.get(i).equals(chosen.size())));
    }
    return points;
  }

  private List<Priced> priced(List<ClusterSize> sizes) {
    return forecast.front(sizes).stream()
        .map(priced -> forecast.asLongAsItTook(believed(priced)))
        .toList();
  }

  private static FrontPoint point(
      Priced asItRan, Priced advised, boolean current, boolean isChosen) {
    boolean same =
        asItRan.spanMs() == advised.spanMs()
            && Math.abs(asItRan.amount() - advised.amount()) <= 1e-9 * asItRan.amount();
    return new FrontPoint(
        asItRan, same ? Optional.empty() : Optional.of(advised), current, isChosen);
  }

  /**
   * What was looked at.
   *
   * @param asItRan the same look at the run as it was; itself where nothing is decided
   */
  public Front front(Sizing asItRan) {
    List<FrontPoint> front = new ArrayList<>();
    points.forEach(
        (count, priced) ->
            front.add(
                point(
                    asItRan.shown(count),
                    forecast.asLongAsItTook(priced),
                    count == whole,
                    priced == chosen)));
    return new Front(objective, front, Optional.empty());
  }

  private Priced shown(int count) {
    if (!points.containsKey(count)) {
      points.put(count, lookAt(points.lowerKey(count), count));
    }
    return forecast.asLongAsItTook(requireNonNull(points.get(count), "no point"));
  }
}
