package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Priced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time against cost at a few sizes, a line each. */
final class FrontLines {
  private static final int MOST = 7;

  private FrontLines() {}

  /** Lines with a heading; none when there is nothing to compare. */
  static List<String> of(List<FrontPoint> points, boolean all) {
    if (points.size() < 2 && !all) {
      return List.of();
    }
    List<FrontPoint> shown = all ? points : few(points);
    boolean changed = shown.stream().anyMatch(point -> point.advised().isPresent());
    List<String> lines = new ArrayList<>();
    lines.add(
        changed
            ? String.format(
                Locale.ROOT,
                "%7s %10s %11s  %-12s %11s  %s",
                "SLOTS",
                "EXECUTORS",
                "AS IT RAN",
                "COST",
                "WITH ADVICE",
                "COST")
            : String.format(
                Locale.ROOT, "%7s %10s %14s  %s", "SLOTS", "EXECUTORS", "SPAN", "COST"));
    for (FrontPoint point : shown) {
      lines.add(changed ? both(point) : asItRan(point) + label(point, "as it ran"));
    }
    return lines;
  }

  private static String asItRan(FrontPoint point) {
    Priced priced = point.asItRan();
    return String.format(
        Locale.ROOT,
        "%7d %10s %14s  %s",
        priced.size().slots(),
        priced.executors() + " × " + priced.size().coresPerExecutor(),
        Amounts.duration(priced.spanMs()),
        cost(priced));
  }

  private static String both(FrontPoint point) {
    Priced priced = point.asItRan();
    return String.format(
            Locale.ROOT,
            "%7d %10s %11s  %-12s %11s  %s",
            priced.size().slots(),
            priced.executors() + " × " + priced.size().coresPerExecutor(),
            Amounts.duration(priced.spanMs()),
            cost(priced),
            Amounts.duration(point.withAdvice().spanMs()),
            cost(point.withAdvice()))
        + label(point, "now");
  }

  private static String cost(Priced priced) {
    return String.format(Locale.ROOT, "%.4g %s", priced.amount(), priced.cost().unit());
  }

  /** Which size the run had, and which one is advised. */
  private static String label(FrontPoint point, String now) {
    return point.current() ? "  (" + now + ")" : point.chosen() ? "  (with advice)" : "";
  }

  /** The present and the chosen size, and of the others those that are spread best. */
  private static List<FrontPoint> few(List<FrontPoint> points) {
    if (points.size() <= MOST) {
      return points;
    }
    List<FrontPoint> few = new ArrayList<>();
    int others = (int) points.stream().filter(p -> !p.current() && !p.chosen()).count();
    int room = MOST - (points.size() - others);
    int seen = 0;
    int taken = 0;
    for (FrontPoint point : points) {
      if (point.current() || point.chosen()) {
        few.add(point);
      } else {
        seen++;
        if (taken < room * seen / others) {
          few.add(point);
          taken++;
        }
      }
    }
    return few;
  }
}
