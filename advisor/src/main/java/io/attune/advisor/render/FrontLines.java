package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Priced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Time against cost at a few sizes, a line each: as it ran, and with the advice where that changes
 * anything. Time is from the start of the first job to the end of the last, as everywhere.
 */
final class FrontLines {
  private static final int MOST = 7;

  /** From this width on there is room for the executors beside two pairs of time and cost. */
  private static final int WIDE = 72;

  /** From this width on there is room for two pairs. */
  private static final int TWO_PAIRS = 60;

  private static final String SLOTS = "%6s";
  private static final String EXECUTORS = " %10s";
  private static final String PAIR = " %12s %9s";

  private final boolean changed;
  private final boolean executors;
  private final boolean asItRan;

  private FrontLines(boolean changed, int width) {
    this.changed = changed;
    this.executors = width >= WIDE || !changed;
    this.asItRan = !changed || width >= TWO_PAIRS;
  }

  /**
   * Lines with a heading; none when there is nothing to compare.
   *
   * @param all whether each of the points was asked for
   * @param width columns that there are
   */
  static List<String> of(List<FrontPoint> points, boolean all, int width) {
    if (points.size() < 2 && !all || points.isEmpty()) {
      return List.of();
    }
    List<FrontPoint> shown = all ? points : few(points);
    FrontLines table =
        new FrontLines(shown.stream().anyMatch(point -> point.advised().isPresent()), width);
    List<String> lines = new ArrayList<>();
    lines.add(table.heading());
    lines.add(table.columns(GainText.currency(shown.get(0).asItRan().cost().unit())));
    shown.forEach(point -> lines.add(table.line(point)));
    return lines;
  }

  /** What the pairs of time and cost stand for. */
  private String heading() {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, SLOTS, ""));
    if (executors) {
      line.append(String.format(Locale.ROOT, EXECUTORS, ""));
    }
    if (asItRan) {
      line.append(String.format(Locale.ROOT, " %22s", "AS IT RAN"));
    }
    if (changed) {
      line.append(String.format(Locale.ROOT, " %22s", "WITH THE ADVICE"));
    }
    return line.toString();
  }

  private String columns(String unit) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, SLOTS, "SLOTS"));
    if (executors) {
      line.append(String.format(Locale.ROOT, EXECUTORS, "EXECUTORS"));
    }
    String cost = unit.length() <= 9 ? unit : "COST";
    String pair = String.format(Locale.ROOT, PAIR, "time", cost);
    return line.append(pair.repeat(asItRan && changed ? 2 : 1)).toString();
  }

  private String line(FrontPoint point) {
    Priced priced = point.asItRan();
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, SLOTS, priced.size().slots()));
    if (executors) {
      line.append(
          String.format(
              Locale.ROOT,
              EXECUTORS,
              priced.executors() + " × " + priced.size().coresPerExecutor()));
    }
    if (asItRan) {
      line.append(pair(priced));
    }
    if (changed) {
      line.append(pair(point.withAdvice()));
    }
    return line.append(label(point)).toString();
  }

  private static String pair(Priced priced) {
    return String.format(
        Locale.ROOT,
        PAIR,
        Amounts.duration(priced.spanMs()),
        String.format(Locale.ROOT, "%.4g", priced.amount()));
  }

  /** Which size the run had, and which one is advised. */
  private static String label(FrontPoint point) {
    return point.current() ? "  now" : point.chosen() ? "  advised" : "";
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
