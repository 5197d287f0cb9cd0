package io.attune.advisor.render;

import io.attune.advisor.setting.PlatformProperties;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How many workers a Databricks cluster has: {@code num_workers}, or {@code autoscale} with both of
 * its bounds. Advice in Databricks' own words comes before advice about executors.
 */
final class DatabricksWorkers {
  private static final List<String> FIXED = List.of("num_workers");
  private static final List<String> MIN = List.of("autoscale", "min_workers");
  private static final List<String> MAX = List.of("autoscale", "max_workers");

  private static final String INSTANCES = "spark.executor.instances";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String LEAST = "spark.dynamicAllocation.minExecutors";
  private static final String MOST = "spark.dynamicAllocation.maxExecutors";
  private static final String TAGS = "spark.databricks.clusterUsageTags.";

  private static final Set<String> DECIDED =
      Set.of(
          PlatformProperties.NUM_WORKERS,
          PlatformProperties.MIN_WORKERS,
          PlatformProperties.MAX_WORKERS,
          INSTANCES,
          DYNAMIC,
          LEAST,
          MOST);

  private final AdviceSheet sheet;
  private final Draft draft;

  DatabricksWorkers(AdviceSheet sheet, Draft draft) {
    this.sheet = sheet;
    this.draft = draft;
  }

  /** Whether this class places the advice for a property. */
  static boolean decides(String property) {
    return DECIDED.contains(property);
  }

  void place() {
    boolean switchedOff =
        writable(DYNAMIC).filter(r -> "false".equals(r.getRecommended())).isPresent();
    if (writable(PlatformProperties.NUM_WORKERS).isPresent()) {
      fixed(PlatformProperties.NUM_WORKERS);
    } else if (isAdvised(PlatformProperties.MIN_WORKERS, PlatformProperties.MAX_WORKERS)) {
      scaled(
          PlatformProperties.MIN_WORKERS,
          PlatformProperties.MAX_WORKERS,
          TAGS + "clusterMinWorkers",
          TAGS + "clusterMaxWorkers");
    } else if (!switchedOff && isAdvised(LEAST, MOST)) {
      scaled(LEAST, MOST, LEAST, MOST);
    } else if (writable(INSTANCES).isPresent()) {
      fixed(INSTANCES);
    }
    sheet.recommendations().stream()
        .filter(r -> r.getProperty() != null && decides(r.getProperty()) && Draft.isWritable(r))
        .filter(r -> !draft.places().containsKey(r) && !isLeftOut(r))
        .forEach(this::rest);
  }

  private void fixed(String property) {
    Recommendation recommendation = writable(property).orElseThrow();
    OptionalLong workers = Draft.whole(Draft.value(recommendation), 0);
    if (workers.isEmpty()) {
      draft.leaveOut(recommendation, "num_workers has to be a whole number from 0.");
    } else if (workers.getAsLong() == 0) {
      draft.leaveOut(
          recommendation,
          "A cluster without workers is another kind of cluster; make it a single node one.");
    } else {
      draft.put(recommendation, workers.getAsLong(), FIXED);
    }
  }

  private void scaled(String least, String most, String leastInForce, String mostInForce) {
    List<Recommendation> advised = new ArrayList<>();
    writable(least).ifPresent(advised::add);
    writable(most).ifPresent(advised::add);
    OptionalLong min = bound(least, leastInForce);
    OptionalLong max = bound(most, mostInForce);
    if (min.isEmpty() || max.isEmpty()) {
      String missing = min.isEmpty() ? "min_workers" : "max_workers";
      advised.forEach(
          r ->
              draft.leaveOut(
                  r, "autoscale needs both of its bounds, and " + missing + " is not known."));
      return;
    }
    // Databricks keeps at least one worker, where Spark may give all of them back.
    long low = Math.max(1, min.getAsLong());
    long high = Math.max(1, max.getAsLong());
    if (low > high) {
      advised.forEach(
          r ->
              draft.leaveOut(
                  r, "min_workers would be " + low + ", above max_workers, " + high + "."));
    } else if (low == high) {
      Recommendation first = advised.get(0);
      draft.put(first, low, FIXED);
      advised.forEach(r -> draft.honour(r, FIXED));
    } else {
      bound(least, low, MIN);
      bound(most, high, MAX);
    }
  }

  private void bound(String property, long value, List<String> path) {
    Optional<Recommendation> advised = writable(property);
    if (advised.isPresent()) {
      draft.put(advised.get(), value, path);
    } else {
      draft.put(path, value, List.of("As it is: autoscale needs both of its bounds."));
    }
  }

  /** A bound as advised, else as it is in force; empty when neither is a number. */
  private OptionalLong bound(String property, String inForce) {
    Optional<String> text =
        writable(property)
            .map(Recommendation::getRecommended)
            .or(() -> sheet.settings().flatMap(s -> s.value(inForce)));
    OptionalLong value = text.map(t -> Draft.whole(t, 0)).orElseGet(OptionalLong::empty);
    // Spark's own "no bound" is no number of workers.
    return value.isPresent() && value.getAsLong() == Integer.MAX_VALUE
        ? OptionalLong.empty()
        : value;
  }

  /** What the chosen number of workers honours, and what it makes void. */
  private void rest(Recommendation recommendation) {
    boolean scales = draft.has(MIN);
    boolean isFixed = draft.has(FIXED);
    boolean isSwitch = DYNAMIC.equals(recommendation.getProperty());
    boolean on = isSwitch && "true".equals(recommendation.getRecommended());
    if (isSwitch && (on && scales || !on && isFixed)) {
      draft.honour(recommendation, List.of(scales ? "autoscale" : "num_workers"));
    } else if (isSwitch) {
      draft.leaveOut(
          recommendation,
          "Databricks' autoscaling takes the place of dynamic allocation: "
              + (on ? "choose its bounds." : "choose num_workers."));
    } else {
      draft.leaveOut(
          recommendation,
          scales
              ? "The cluster scales between the bounds of autoscale."
              : isFixed ? "num_workers says how many." : "How many workers is not known.");
    }
  }

  private boolean isLeftOut(Recommendation recommendation) {
    return draft.leftOut().stream().anyMatch(l -> l.recommendation().equals(recommendation));
  }

  private boolean isAdvised(String... properties) {
    return Arrays.stream(properties).anyMatch(p -> writable(p).isPresent());
  }

  private Optional<Recommendation> writable(String property) {
    return sheet.advised(property).filter(Draft::isWritable);
  }
}
