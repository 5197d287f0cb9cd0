package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.setting.Amounts;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Several workloads for a terminal of 60 columns or more: a line each, cut to its width, and a
 * sentence about all of them.
 */
public final class SummaryTable {
  /** From this width on there is room for the time. */
  private static final int WIDE = 100;

  private static final int RUNS = 5;
  private static final int VERDICT = 8;
  private static final int COST = 8;
  private static final int SHARE = 6;
  private static final int TIME = 12;
  private static final int SHORTEST = 8;

  private final Format.Display display;
  private final int workload;
  private final int change;
  private final int log;

  /** For a terminal. */
  public SummaryTable(Format.Display display) {
    this(display, true);
  }

  private SummaryTable(Format.Display display, boolean fromLogs) {
    this.display = requireNonNull(display, "display is null");
    int fixed = RUNS + VERDICT + COST + SHARE + 6 + (isWide() ? TIME + 1 : 0);
    int rest = Math.max(3 * SHORTEST, display.columns() - fixed);
    this.workload = rest * (fromLogs ? 35 : 50) / 100;
    this.log = fromLogs ? rest * 25 / 100 : 0;
    this.change = rest - workload - log;
  }

  private boolean isWide() {
    return display.columns() >= WIDE;
  }

  /** The table. */
  public String render(SetSummary set) {
    // What is published names no logs.
    boolean fromLogs = set.workloads().stream().anyMatch(one -> !one.log().isEmpty());
    return fromLogs ? table(set) : new SummaryTable(display, false).table(set);
  }

  private String table(SetSummary set) {
    StringBuilder out = new StringBuilder();
    out.append(
            line("WORKLOAD", "SAVES", "SHARE", "TIME", "RUNS", "VERDICT", "BIGGEST CHANGE", "LOG"))
        .append('\n');
    for (WorkloadSummary one : set.workloads()) {
      String line = line(one);
      out.append(one.severity().map(severity -> coloured(severity, line)).orElse(line));
      out.append('\n');
    }
    out.append(TerminalText.wrap("", "", total(set), display.columns()));
    return display.unicode() ? out.toString() : TerminalText.ascii(out.toString());
  }

  private String line(WorkloadSummary one) {
    return line(
        TerminalText.printable(one.workload()),
        amount(one.cost().amount()),
        share(one),
        time(one.timeMs()),
        Amounts.count(one.runs()),
        one.verdict(),
        one.biggest().map(card -> change(card.get(0))).orElse(""),
        TerminalText.printable(one.log().replaceAll(".*/(?=.)", "")));
  }

  private String line(
      String name,
      String cost,
      String share,
      String time,
      String runs,
      String verdict,
      String biggest,
      String file) {
    List<String> cells = new ArrayList<>();
    cells.add(padded(cut(name, workload), workload));
    cells.add(right(cost, COST));
    cells.add(right(share, SHARE));
    if (isWide()) {
      cells.add(right(time, TIME));
    }
    cells.add(right(runs, RUNS));
    cells.add(padded(verdict, VERDICT));
    cells.add(padded(cut(biggest, change), change));
    cells.add(log == 0 ? "" : tail(file, log));
    return String.join(" ", cells).stripTrailing();
  }

  /** The setting without what all settings begin with, or the rule where there is no setting. */
  private static String change(Recommendation recommendation) {
    String property = recommendation.getProperty();
    return property == null
        ? recommendation.getRuleId()
        : TerminalText.printable(
            property.replaceFirst("^spark\\.(sql\\.)?", "")
                + " = "
                + recommendation.getRecommended());
  }

  private String total(SetSummary set) {
    StringBuilder text = new StringBuilder();
    text.append(Amounts.counted(set.workloads().size(), "workload"))
        .append(", ")
        .append(Amounts.counted(set.runs(), "run"))
        .append(", ranked by what all runs of a workload could have saved");
    List<String> saved = new ArrayList<>();
    for (Map.Entry<String, Double> cost : set.savedCost().entrySet()) {
      if (cost.getValue() > 0) {
        saved.add(GainText.money(cost.getValue(), cost.getKey()));
      }
    }
    if (set.savedTimeMs() > 0) {
      saved.add(Amounts.duration(set.savedTimeMs()));
    }
    text.append(saved.isEmpty() ? "." : ": together " + String.join(" and ", saved) + ".");
    month(set).ifPresent(sentence -> text.append(' ').append(sentence));
    text.append(" SAVES and SHARE are of the cost of one run; ")
        .append(atMost())
        .append(" is a bound of its time: from the start of its first job to the end of its last.");
    set.savedCost().keySet().stream()
        .flatMap(unit -> GainText.explained(unit).stream())
        .forEach(sentence -> text.append(' ').append(sentence));
    return text.toString();
  }

  /** What it comes to in a month, of the workloads whose runs tell a pace. */
  private static Optional<String> month(SetSummary set) {
    List<String> saved = new ArrayList<>();
    set.savedCostPerMonth()
        .forEach(
            (unit, amount) -> {
              if (amount > 0) {
                saved.add(GainText.money(amount, unit));
              }
            });
    if (set.savedTimePerMonthMs() > 0) {
      saved.add(Amounts.duration(set.savedTimePerMonthMs()));
    }
    long paced = set.workloads().stream().filter(one -> one.pace().isPresent()).count();
    return saved.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "At the pace of the runs seen, which "
                + Amounts.counted(paced, "workload")
                + (paced == 1 ? " tells" : " tell")
                + ", it would be "
                + String.join(" and ", saved)
                + " a month.");
  }

  private static String amount(OptionalDouble saved) {
    return saved.isPresent()
        ? signed(saved.getAsDouble(), Amounts.amount(Math.abs(saved.getAsDouble())))
        : "";
  }

  /** Of the cost; where no replay tells, of the time at most. */
  private String share(WorkloadSummary one) {
    OptionalDouble share = one.cost().share();
    if (share.isPresent()) {
      return signed(share.getAsDouble(), percent(Math.abs(share.getAsDouble())));
    }
    OptionalDouble bound = one.timeMs().shareAtMost();
    return bound.isPresent() ? atMost() + percent(Math.min(1, bound.getAsDouble())) : "";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }

  private String time(WorkloadSummary.Saving saving) {
    if (saving.amount().isPresent()) {
      double saved = saving.amount().getAsDouble();
      return signed(saved, Amounts.duration(Math.abs(saved)));
    }
    return saving.atMost().isPresent()
        ? atMost() + Amounts.duration(saving.atMost().getAsDouble())
        : "";
  }

  private String atMost() {
    return display.unicode() ? "≤" : "<=";
  }

  /** What is needed more has a plus. */
  private static String signed(double saved, String text) {
    return saved < 0 ? "+" + text : text;
  }

  /** At most so many columns of a text, with a mark where it is cut. */
  private String cut(String text, int columns) {
    if (TerminalText.columns(text) <= columns) {
      return text;
    }
    String mark = mark();
    StringBuilder kept = new StringBuilder();
    int[] codePoints = text.codePoints().toArray();
    for (int codePoint : codePoints) {
      String next = Character.toString(codePoint);
      if (TerminalText.columns(kept + next) > columns - mark.length()) {
        break;
      }
      kept.append(next);
    }
    return kept + mark;
  }

  /** The last columns of a text: file names differ at their end. */
  private String tail(String text, int columns) {
    if (TerminalText.columns(text) <= columns) {
      return text;
    }
    String mark = mark();
    int from = 0;
    while (TerminalText.columns(text.substring(from)) > columns - mark.length()) {
      from = text.offsetByCodePoints(from, 1);
    }
    return mark + text.substring(from);
  }

  private String mark() {
    return display.unicode() ? "…" : "...";
  }

  private static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - TerminalText.columns(text)));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - TerminalText.columns(text))) + text;
  }

  private String coloured(Severity severity, String text) {
    if (!display.colour() || severity.compareTo(Severity.HIGH) < 0) {
      return text;
    }
    return "\u001B[1m" + text + "\u001B[0m";
  }
}
