package io.attune.server.notices;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** What stands in a week, most worth first. */
final class Digest {
  /** Hour of Monday, UTC, from which the digest of a week is due. */
  static final int HOUR = 7;

  private static final int SHOWN = 10;

  private Digest() {}

  /** The week whose digest is due, such as {@code 2026-W49}. */
  static String week(Instant now) {
    LocalDate monday =
        now.atOffset(ZoneOffset.UTC)
            .minusHours(HOUR)
            .toLocalDate()
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return String.format(
        Locale.ROOT,
        "%d-W%02d",
        monday.get(IsoFields.WEEK_BASED_YEAR),
        monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  /** Empty when there is nothing to say. */
  static Optional<Notice> of(String week, List<Recommendation> standing) {
    List<Recommendation> open =
        standing.stream()
            .filter(Webhook::isOpen)
            .sorted(
                Comparator.comparingDouble((Recommendation r) -> -Webhook.saving(r))
                    .thenComparing(Recommendation::getSeverity, Comparator.reverseOrder())
                    .thenComparing(Recommendation::getWorkload))
            .toList();
    long helped = count(standing, RecommendationState.SUCCEEDED);
    long worse = count(standing, RecommendationState.REGRESSED);
    if (open.isEmpty() && helped == 0 && worse == 0) {
      return Optional.empty();
    }
    long workloads = open.stream().map(Recommendation::getWorkload).distinct().count();
    StringBuilder text = new StringBuilder();
    savings(open, text);
    text.append("Followed: ")
        .append(helped)
        .append(" helped, ")
        .append(worse)
        .append(" made it worse.");
    open.stream().limit(SHOWN).forEach(r -> text.append("\n").append(line(r)));
    if (open.size() > SHOWN) {
      text.append("\n… and ").append(open.size() - SHOWN).append(" more.");
    }
    return Optional.of(
        new Notice(
            Notice.id("digest/" + week),
            Notice.Kind.DIGEST,
            "Week "
                + week
                + ": "
                + open.size()
                + " recommendations for "
                + workloads
                + " workloads",
            text.toString(),
            null));
  }

  /** Each unit apart: they do not add up. A change of several settings saves once. */
  private static void savings(List<Recommendation> open, StringBuilder text) {
    TreeMap<String, Double> byUnit = new TreeMap<>();
    open.stream()
        .filter(r -> r.getGroup() == null || r.getGroup().equals(r.getProperty()))
        .filter(r -> Webhook.saving(r) > 0)
        .forEach(
            r -> byUnit.merge(r.getImpact().getCost().getUnit(), Webhook.saving(r), Double::sum));
    byUnit.forEach(
        (unit, sum) ->
            text.append(
                String.format(
                    Locale.ROOT, "One run of each would cost %.2f %s less. ", sum, unit)));
  }

  private static String line(Recommendation r) {
    String saving =
        Webhook.saving(r) > 0
            ? String.format(
                Locale.ROOT,
                "%.2f %s a run: ",
                Webhook.saving(r),
                r.getImpact().getCost().getUnit())
            : "";
    return "- " + saving + r.getWorkload() + ": " + r.getSummary();
  }

  private static long count(List<Recommendation> all, RecommendationState state) {
    return all.stream().filter(r -> r.getState() == state).count();
  }
}
