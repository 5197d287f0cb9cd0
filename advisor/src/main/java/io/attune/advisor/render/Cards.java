package io.attune.advisor.render;

import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recommendations as cards: those that are one change stand on one. */
public final class Cards {
  private Cards() {}

  /** One list a card, its head first, in the order in which their first members come. */
  public static List<List<Recommendation>> of(Collection<Recommendation> recommendations) {
    Map<List<String>, List<Recommendation>> cards = new LinkedHashMap<>();
    for (Recommendation recommendation : recommendations) {
      cards.computeIfAbsent(key(recommendation), key -> new ArrayList<>()).add(recommendation);
    }
    cards.values().forEach(Cards::headFirst);
    return List.copyOf(cards.values());
  }

  /** The same, the change first that is worth most, whatever its severity. */
  public static List<List<Recommendation>> mostWorthFirst(
      Collection<Recommendation> recommendations) {
    return of(recommendations).stream()
        .sorted(Comparator.comparing(Worth::of, Worth.MOST_FIRST))
        .toList();
  }

  private static void headFirst(List<Recommendation> card) {
    card.sort((a, b) -> Boolean.compare(isHead(b), isHead(a)));
  }

  /** Whether it is the head of a change of several settings. */
  private static boolean isHead(Recommendation recommendation) {
    return recommendation.getGroup() != null
        && recommendation.getGroup().endsWith("/" + recommendation.getProperty());
  }

  private static List<String> key(Recommendation recommendation) {
    return recommendation.getGroup() == null
        ? List.of(RecommendationKey.of(recommendation))
        : List.of(recommendation.getWorkload(), recommendation.getGroup());
  }
}
