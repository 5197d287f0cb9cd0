package io.attune.advisor.assess;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** Removes what a platform does not let one set where its own setting for that is advised. */
  void removeTranslated() {
    boolean node = byKey.containsKey(property(PlatformProperties.NODE_TYPE));
    byKey
        .values()
        .removeIf(
            piece ->
                piece
                    .advice()
                    .setting()
                    .filter(setting -> DatabricksSizing.isTranslated(setting.property(), node))
                    .isPresent());
  }

  /** Whether a rule has advice in it. */
  boolean hasAdviceOf(Rule rule) {
    return byKey.values().stream().anyMatch(piece -> piece.rule() == rule);
  }

  List<Piece> mostSevereFirst() {
    return byKey.values().stream().sorted(MOST_SEVERE_FIRST).toList();
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
