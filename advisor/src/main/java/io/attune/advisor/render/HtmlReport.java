package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.setting.Amounts;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import io.attune.schemas.text.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run or a fleet as one HTML file that can be mailed: no script, no request to anywhere, light
 * and dark, readable on paper. Every text is escaped.
 */
public final class HtmlReport {
  private static final Map<Severity, String> CLASSES =
      Map.of(Severity.CRITICAL, "bad", Severity.HIGH, "bad", Severity.MODERATE, "mid");

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>%s</title>
      <style>
      :root { color-scheme: light dark; --text: #1a1c1e; --soft: #555b61; --line: #d5d9dd; --page: #fff;
        --card: #f6f7f8; --bad: #b3261e; --mid: #8a5300; --low: #00639b; }
      @media (prefers-color-scheme: dark) { :root { --text: #e3e5e8; --soft: #a6adb4; --line: #3a4046;
        --page: #14171a; --card: #1d2125; --bad: #ff8a80; --mid: #ffb95c; --low: #8fceff; } }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
        max-width: 62rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
      h1 { font-size: 1.6rem; line-height: 1.25; } h2 { margin-top: 2.5rem; font-size: 1.2rem; }
      table { border-collapse: collapse; width: 100%%; font-size: .9rem; }
      .wide { overflow-x: auto; }
      th:first-child, td:first-child { min-width: 9rem; }
      th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
      .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      article { background: var(--card); border-left: .3rem solid var(--low); padding: .7rem 1rem;
        margin: .8rem 0; break-inside: avoid; }
      article.bad { border-color: var(--bad); } article.mid { border-color: var(--mid); }
      article p { margin: .3rem 0; } .gain { font-weight: 650; }
      code { font: .9em ui-monospace, monospace; background: var(--page); padding: .1rem .3rem; }
      .soft { color: var(--soft); font-size: .9rem; } .bad b { color: var(--bad); } .mid b { color: var(--mid); }
      a { color: inherit; }
      @media print { body { max-width: none; padding: 0; font-size: 11pt; } article { background: none; } }
      </style>
      </head>
      <body>
      """;

  private HtmlReport() {}

  /**
   * The file.
   *
   * @param origin where it comes from and of when it is, a sentence
   */
  public static String of(SetSummary set, String origin) {
    requireNonNull(origin, "origin is null");
    StringBuilder out = new StringBuilder();
    String title = title(set);
    out.append(String.format(Locale.ROOT, HEAD, escaped(title)));
    out.append("<h1>").append(escaped(title)).append("</h1>\n");
    paragraph(out, "soft", origin + " " + unit(set));
    if (set.workloads().size() > 1) {
      table(out, set);
    }
    int number = 0;
    for (WorkloadSummary one : set.workloads()) {
      number++;
      if (!one.cards().isEmpty() || set.workloads().size() == 1) {
        workload(out, one, number);
      }
    }
    if (!set.leftOut().isEmpty()) {
      out.append("<h2>Left out</h2>\n");
      set.leftOut().forEach(each -> paragraph(out, "soft", each));
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private static String title(SetSummary set) {
    long cheaper = set.workloads().stream().filter(one -> !one.cards().isEmpty()).count();
    if (set.workloads().size() == 1) {
      WorkloadSummary only = set.workloads().get(0);
      return only.workload()
          + ": "
          + (only.cards().isEmpty()
              ? "nothing to change"
              : Amounts.counted(only.cards().size(), "change"));
    }
    String saved =
        set.savedCost().entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> GainText.money(each.getValue(), each.getKey()))
            .collect(Collectors.joining(" and "));
    return Amounts.count(cheaper)
        + " of "
        + Amounts.counted(set.workloads().size(), "workload")
        + " can be changed for the better"
        + (saved.isEmpty() ? "" : ": " + saved + " over the runs seen");
  }

  private static String unit(SetSummary set) {
    return set.workloads().stream()
        .map(WorkloadSummary::costUnit)
        .flatMap(unit -> GainText.explained(unit).stream())
        .findFirst()
        .orElse("");
  }

  private static void table(StringBuilder out, SetSummary set) {
    out.append("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Workload</th>")
        .append("<th scope=\"col\" class=\"number\">Saves a run</th>")
        .append("<th scope=\"col\" class=\"number\">Share</th>")
        .append("<th scope=\"col\" class=\"number\">Time</th>")
        .append("<th scope=\"col\" class=\"number\">Runs</th>")
        .append("<th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n");
    int number = 0;
    for (WorkloadSummary one : set.workloads()) {
      number++;
      String name = escaped(one.workload());
      out.append("<tr><td>")
          .append(one.cards().isEmpty() ? name : "<a href=\"#w" + number + "\">" + name + "</a>")
          .append("</td>");
      cell(out, GainText.column(one.cost().amount(), a -> GainText.money(a, one.costUnit())));
      cell(
          out,
          GainText.column(
              one.cost().share(), share -> String.format(Locale.ROOT, "%.0f %%", share * 100)));
      cell(out, time(one));
      cell(out, Amounts.count(one.runs()));
      out.append("<td>").append(escaped(one.verdict())).append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
    paragraph(
        out,
        "soft",
        "Ranked by what all runs of a workload could have saved. ≤ is a bound of the time, from the"
            + " start of the first job to the end of the last.");
  }

  private static String time(WorkloadSummary one) {
    if (one.timeMs().amount().isPresent()) {
      return GainText.column(one.timeMs().amount(), Amounts::duration);
    }
    return one.timeMs().atMost().isPresent()
        ? "≤ " + Amounts.duration(one.timeMs().atMost().getAsDouble())
        : "";
  }

  private static void cell(StringBuilder out, String text) {
    out.append("<td class=\"number\">").append(escaped(text)).append("</td>");
  }

  private static void workload(StringBuilder out, WorkloadSummary one, int number) {
    out.append("<section id=\"w").append(number).append("\">\n<h2>");
    out.append(escaped(one.workload())).append("</h2>\n");
    paragraph(
        out, "soft", one.applicationId() + ", the newest of " + Amounts.counted(one.runs(), "run"));
    if (one.cards().isEmpty()) {
      paragraph(out, "", "Nothing to change.");
    }
    one.cardsByWorth().forEach(card -> card(out, one, card));
    out.append("</section>\n");
  }

  private static void card(StringBuilder out, WorkloadSummary one, List<Recommendation> card) {
    Recommendation head = card.get(0);
    Worth worth = Worth.of(card);
    out.append("<article class=\"").append(CLASSES.getOrDefault(worth.severity(), "low"));
    out.append("\">\n");
    paragraph(out, "gain", GainText.of(worth, one.pace()));
    for (Recommendation each : card) {
      out.append("<p><code>").append(escaped(CardText.setting(each))).append("</code></p>\n");
    }
    paragraph(out, "", head.getSummary());
    paragraph(out, "", "Doubt: " + head.getDoubt());
    out.append("<p class=\"soft\"><b>")
        .append(escaped(worth.severity().name().toLowerCase(Locale.ROOT)))
        .append("</b>, ")
        .append(
            escaped(
                String.format(
                    Locale.ROOT,
                    "%.0f %% sure, from %s; rule %s",
                    head.getConfidence().getValue() * 100,
                    Amounts.counted(head.getConfidence().getRuns(), "run"),
                    head.getRuleId())))
        .append("</p>\n</article>\n");
  }

  private static void paragraph(StringBuilder out, String name, String text) {
    out.append(name.isEmpty() ? "<p>" : "<p class=\"" + name + "\">")
        .append(escaped(text))
        .append("</p>\n");
  }

  /** As text or as an attribute's value; what a reader could not see is made visible. */
  private static String escaped(String text) {
    return VisibleText.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
