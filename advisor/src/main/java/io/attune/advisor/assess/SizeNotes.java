package io.attune.advisor.assess;

import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.sizing.Front;
import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Brings the table of sizes into line with the advice: a size is marked only where a recommendation
 * asks for it, and where a size is shown to be cheaper without being advised, a sentence says why.
 */
final class SizeNotes {
  /** Properties whose value is the number of executors, or of workers, at most. */
  private static final Set<String> COUNTS =
      Set.of(
          "spark.executor.instances",
          "spark.dynamicAllocation.maxExecutors",
          PlatformProperties.NUM_WORKERS,
          PlatformProperties.MAX_WORKERS);

  private static final String CORES_MAX = "spark.cores.max";

  /** Rules that choose a size; others change what an executor is. */
  private static final Set<String> RULES =
      Set.of("executor-count", "dynamic-allocation", "compute-platform");

  private SizeNotes() {}

  /**
   * The front as it is shown beside the advice.
   *
   * @param silent why each rule that gave nothing is silent
   */
  static Front of(
      RuleContext context,
      Map<String, String> silent,
      Front front,
      List<Recommendation> recommendations) {
    OptionalInt advised = advised(context, recommendations);
    if (advised.isPresent()) {
      return front.choosing(advised.getAsInt());
    }
    boolean cheaper =
        front.showsCheaper(
            context.table().number("sizing.same-time-factor"),
            context.table().number("sizing.min-effect-share"));
    return front.withoutChoice(
        cheaper
            ? Optional.of("No other size is advised: " + reason(context, silent) + ".")
            : Optional.empty());
  }

  /** Executors, or workers, that are advised. */
  private static OptionalInt advised(RuleContext context, List<Recommendation> recommendations) {
    int cores = Math.max(1, context.facts().cluster().coresPerExecutor());
    return recommendations.stream()
        .filter(r -> RULES.contains(r.getRuleId()))
        .flatMapToInt(r -> executors(r, cores).stream())
        .findFirst();
  }

  private static OptionalInt executors(Recommendation recommendation, int coresOfOne) {
    String property = recommendation.getProperty();
    String value = recommendation.getRecommended();
    if (property == null || value == null) {
      return OptionalInt.empty();
    }
    if (property.equals(CORES_MAX)) {
      return OptionalInt.of(Integer.parseInt(value) / coresOfOne);
    }
    return COUNTS.contains(property)
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  private static String reason(RuleContext context, Map<String, String> silent) {
    String rule =
        DatabricksSizing.isDatabricks(context)
            ? "compute-platform"
            : context.facts().cluster().dynamic() ? "dynamic-allocation" : "executor-count";
    return silent.getOrDefault(rule, "another change comes first");
  }
}
