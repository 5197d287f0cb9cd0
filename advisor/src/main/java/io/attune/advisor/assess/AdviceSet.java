package io.attune.advisor.assess;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.Category;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The advice of one assessment: at most one piece for each property, and one without a setting for
 * each rule. When two rules advise on the same property, the earlier wins, except that an amount of
 * memory is raised to the larger of the two.
 */
final class AdviceSet {
  private static final Comparator<Piece> MOST_SEVERE_FIRST =
      Comparator.comparing((Piece p) -> p.advice().severity())
          .reversed()
          .thenComparing(p -> p.advice().category())
          .thenComparing(
              Comparator.comparingLong((Piece p) -> p.advice().weightMs().orElse(0)).reversed())
          .thenComparingInt(Piece::order);

  private final Map<String, Piece> byKey = new LinkedHashMap<>();

  /**
   * A piece of advice.
   *
   * @param rule whose it is
   * @param order position of its property among those advised on
   */
  record Piece(Rule rule, Advice advice, int order) {}

  void add(Rule rule, Advice advice) {
    String key = advice.setting().map(s -> property(s.property())).orElse("rule " + rule.id());
    Piece earlier = byKey.get(key);
    if (earlier == null || wantsMoreMemory(advice, earlier.advice())) {
      byKey.put(key, new Piece(rule, advice, earlier == null ? byKey.size() : earlier.order()));
    }
  }

  /**
   * Removes what Databricks derives from the node type and does not let one set. Where something
   * has gone wrong already and no node type is advised, it stays in words.
   *
   * @return ids of the rules that lost advice by it
   */
  Set<String> removeDerived() {
    boolean node = byKey.containsKey(property(PlatformProperties.NODE_TYPE));
    Set<String> losers = new TreeSet<>();
    Map<String, Piece> inWords = new LinkedHashMap<>();
    byKey
        .values()
        .removeIf(
            piece -> {
              Optional<SettingChange> derived =
                  piece
                      .advice()
                      .setting()
                      .filter(setting -> DatabricksSizing.isDerived(setting.property()));
              if (derived.isEmpty()) {
                return false;
              }
              losers.add(piece.rule().id());
              if (!node && piece.advice().category() == Category.RELIABILITY) {
                inWords.putIfAbsent(
                    "rule " + piece.rule().id(),
                    new Piece(piece.rule(), inWords(piece.advice(), derived.get()), piece.order()));
              }
              return true;
            });
    inWords.forEach(byKey::putIfAbsent);
    return losers;
  }

  private static Advice inWords(Advice advice, SettingChange setting) {
    return advice.inWords(
        advice.summary()
            + " Databricks derives "
            + setting.property()
            + " from the node type: choose one with more memory for each core.");
  }

  /** Whether a rule has advice in it. */
  boolean hasAdviceOf(Rule rule) {
    return byKey.values().stream().anyMatch(piece -> piece.rule() == rule);
  }

  /** Pieces of one change follow each other, the head first. */
  List<Piece> mostSevereFirst() {
    Map<List<Object>, List<Piece>> changes = new LinkedHashMap<>();
    byKey.values().stream()
        .sorted(MOST_SEVERE_FIRST)
        .forEach(
            piece -> changes.computeIfAbsent(change(piece), key -> new ArrayList<>()).add(piece));
    changes
        .values()
        .forEach(pieces -> pieces.sort(Comparator.comparing(p -> !p.advice().isHead())));
    return changes.values().stream().flatMap(List::stream).toList();
  }

  private static List<Object> change(Piece piece) {
    return List.of(
        piece.rule().id(),
        piece.advice().group().isPresent() ? piece.advice().group().get() : piece.order());
  }

  private static String property(String name) {
    return "property " + name;
  }

  private static boolean wantsMoreMemory(Advice later, Advice earlier) {
    Optional<SettingChange> now = later.setting();
    Optional<SettingChange> before = earlier.setting();
    return now.isPresent()
        && before.isPresent()
        && now.get().unit().equals("bytes")
        && now.get().property().toLowerCase(Locale.ROOT).contains("memory")
        && now.get().magnitude() > before.get().magnitude();
  }
}
