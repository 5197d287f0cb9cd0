package io.attune.benchmarks.field;

import java.util.List;
import java.util.Locale;

/** The results as Markdown. */
final class FieldTable {
  /**
   * A row.
   *
   * @param each the case
   * @param before as reported
   * @param passedBefore whether that run succeeded
   * @param after with the remedy
   * @param passedAfter whether that run succeeded
   * @param said what Attune says of the first
   * @param verdict what that is worth
   * @param saidAfter what it says of the run with the remedy
   */
  record Row(
      FieldCase each,
      FieldRun before,
      boolean passedBefore,
      FieldRun after,
      boolean passedAfter,
      List<GivenAdvice> said,
      Grade verdict,
      List<GivenAdvice> saidAfter) {}

  private FieldTable() {}

  static String markdown(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| case | Spark | as reported → with the remedy, s | cost | Attune says | worth | of the"
            + " mended run |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (Row row : rows) {
      text.append("| [").append(row.each().name()).append("](").append(row.each().source());
      text.append(") | ").append(row.each().spark().contains("-4-") ? "4" : "3.5");
      text.append(" | ").append(seconds(row.before(), row.passedBefore())).append(" → ");
      text.append(seconds(row.after(), row.passedAfter()));
      text.append(" | ").append(percent(row)).append(" | ").append(words(row.said()));
      text.append(" | ").append(row.verdict().name().toLowerCase(Locale.ROOT));
      text.append(" | ").append(words(row.saidAfter().stream().filter(GivenAdvice::loud).toList()));
      text.append(" |\n");
    }
    text.append('\n');
    for (Grade verdict : Grade.values()) {
      long count = rows.stream().filter(row -> row.verdict() == verdict).count();
      text.append("- ").append(verdict.name().toLowerCase(Locale.ROOT)).append(": ");
      text.append(count).append(" of ").append(rows.size()).append('\n');
    }
    return text.toString();
  }

  private static String seconds(FieldRun run, boolean passed) {
    return passed ? String.format(Locale.ROOT, "%.1f", run.seconds()) : "fails";
  }

  private static String percent(Row row) {
    if (!row.passedBefore() || !row.passedAfter()) {
      return "–";
    }
    return String.format(
        Locale.ROOT, "%+.0f %%", 100 * (row.after().cost() / row.before().cost() - 1));
  }

  private static String words(List<GivenAdvice> said) {
    return said.isEmpty()
        ? "nothing"
        : String.join(
            "<br>",
            said.stream()
                .map(each -> each.severity() + " " + each.text().replace("|", "\\|"))
                .toList());
  }
}
