package io.attune.advisor.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.compare.Contribution;
import io.attune.advisor.compare.RunComparison;
import io.attune.advisor.compare.RunComparison.DifferingSetting;
import io.attune.advisor.setting.Amounts;
import java.util.List;
import java.util.Locale;

/** A comparison of two runs for a terminal and for programs. */
public final class ComparisonRendering {
  /** A contribution below this share of the larger time is not worth a line. */
  private static final double LEAST_SHARE = 0.01;

  private static final int MOST = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ComparisonRendering() {}

  /** For a terminal: the answer first, then what it is made of, the biggest part first. */
  public static String table(RunComparison comparison, Format.Display display) {
    int width = display.columns();
    StringBuilder out = new StringBuilder();
    out.append(TerminalText.wrap("", "", answer(comparison), width));
    comparison
        .warnings()
        .forEach(each -> out.append(TerminalText.wrap("  ! ", "    ", each, width)));
    List<Contribution> shown = shown(comparison);
    if (!shown.isEmpty()) {
      out.append("\nWhat the difference is made of:\n");
    }
    for (Contribution part : shown) {
      String first = String.format(Locale.ROOT, "%12s  ", signed(part.differenceMs()));
      String next = " ".repeat(first.length());
      out.append(TerminalText.wrap(first, next, part.subject() + times(part), width));
      part.reasons().forEach(reason -> out.append(TerminalText.wrap(next, next, reason, width)));
    }
    double rest =
        comparison.differenceMs() - shown.stream().mapToDouble(Contribution::differenceMs).sum();
    int others = comparison.contributions().size() - shown.size();
    if (!shown.isEmpty() && others > 0) {
      out.append(
          String.format(
              Locale.ROOT, "%12s  %s\n", signed(rest), Amounts.counted(others, "other part")));
    }
    list(out, "\nWhat differs as well:", comparison.circumstances(), width);
    list(
        out,
        "\nSet differently:",
        comparison.settings().stream().map(ComparisonRendering::setting).toList(),
        width);
    return display.unicode() ? out.toString() : TerminalText.ascii(out.toString());
  }

  private static String answer(RunComparison comparison) {
    double difference = comparison.differenceMs();
    String how =
        difference == 0
            ? "as long as "
            : Amounts.duration(Math.abs(difference))
                + share(comparison)
                + (difference > 0 ? " longer than " : " less than ");
    return comparison.after()
        + " took "
        + how
        + comparison.before()
        + ": "
        + Amounts.duration(comparison.afterMs())
        + " after "
        + Amounts.duration(comparison.beforeMs())
        + ", from the start of the first job to the end of the last.";
  }

  private static String share(RunComparison comparison) {
    return comparison.beforeMs() <= 0
        ? ""
        : " (" + Amounts.percent(Math.abs(comparison.differenceMs()) / comparison.beforeMs()) + ")";
  }

  private static List<Contribution> shown(RunComparison comparison) {
    double least = LEAST_SHARE * Math.max(comparison.beforeMs(), comparison.afterMs());
    return comparison.contributions().stream()
        .filter(part -> Math.abs(part.differenceMs()) >= Math.max(1, least))
        .limit(MOST)
        .toList();
  }

  private static String times(Contribution part) {
    return ": " + Amounts.duration(part.afterMs()) + " after " + Amounts.duration(part.beforeMs());
  }

  private static String signed(double ms) {
    long rounded = Math.round(ms);
    return (rounded < 0 ? "-" : "+") + Amounts.duration(Math.abs(rounded));
  }

  private static String setting(DifferingSetting one) {
    return one.property() + " = " + shown(one.after()) + " instead of " + shown(one.before());
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(not set)" : value;
  }

  private static void list(StringBuilder out, String heading, List<String> lines, int width) {
    if (!lines.isEmpty()) {
      out.append(heading).append('\n');
      lines.forEach(line -> out.append(TerminalText.wrap("  ", "    ", line, width)));
    }
  }

  /**
   * One JSON document: {@code beforeMs}, {@code afterMs}, {@code differenceMs}, all {@code
   * contributions[]} (they add up to the difference), {@code circumstances[]}, {@code settings[]},
   * {@code warnings[]}.
   */
  public static String json(RunComparison comparison) {
    return JsonRendering.write(document(comparison));
  }

  /** The same as a tree. */
  public static ObjectNode document(RunComparison comparison) {
    ObjectNode document = JSON.createObjectNode();
    document.put("before", comparison.before());
    document.put("after", comparison.after());
    document.put("beforeMs", comparison.beforeMs());
    document.put("afterMs", comparison.afterMs());
    document.put("differenceMs", comparison.differenceMs());
    ArrayNode parts = document.putArray("contributions");
    for (Contribution part : comparison.contributions()) {
      ObjectNode node = parts.addObject();
      node.put("subject", part.subject());
      node.put("beforeMs", part.beforeMs());
      node.put("afterMs", part.afterMs());
      node.put("differenceMs", part.differenceMs());
      texts(node.putArray("reasons"), part.reasons());
    }
    texts(document.putArray("circumstances"), comparison.circumstances());
    ArrayNode settings = document.putArray("settings");
    for (DifferingSetting one : comparison.settings()) {
      ObjectNode node = settings.addObject();
      node.put("property", one.property());
      node.put("before", one.before().isEmpty() ? null : one.before());
      node.put("after", one.after().isEmpty() ? null : one.after());
    }
    texts(document.putArray("warnings"), comparison.warnings());
    return document;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
