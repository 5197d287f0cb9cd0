package io.attune.advisor.rules;

import io.attune.advisor.sizing.Effect;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules that have been asked so far have decided about a run. Immutable.
 *
 * @param byProperty the first advice for each property
 * @param stages ids of the stages that some advice is about
 * @param effects what the advice does to the run, in the order in which it was given
 * @param unreplayed whether some of the advice does what the replay cannot follow
 */
public record Decisions(
    Map<String, Advice> byProperty, Set<Integer> stages, Set<Effect> effects, boolean unreplayed) {
  private static final Decisions NONE = new Decisions(Map.of(), Set.of(), Set.of(), false);

  /** Copies the collections. */
  public Decisions {
    byProperty = Collections.unmodifiableMap(new LinkedHashMap<>(byProperty));
    stages = Set.copyOf(stages);
    effects = Collections.unmodifiableSet(new LinkedHashSet<>(effects));
  }

  /** Before any rule has been asked. */
  public static Decisions none() {
    return NONE;
  }

  /**
   * With the advice of one more rule.
   *
   * @param advice what is kept of its advice
   * @param cannotBeReplayed whether it does what the replay cannot follow
   */
  public Decisions with(List<Advice> advice, boolean cannotBeReplayed) {
    return with(advice, cannotBeReplayed, true);
  }

  /**
   * The same where the platform may derive the memory of an executor from its node.
   *
   * @param memoryIsSet whether advice about the memory of an executor can be followed as it is
   */
  public Decisions with(List<Advice> advice, boolean cannotBeReplayed, boolean memoryIsSet) {
    if (advice.isEmpty() && (!cannotBeReplayed || unreplayed)) {
      return this;
    }
    Map<String, Advice> properties = new LinkedHashMap<>(byProperty);
    Set<Integer> allStages = new HashSet<>(stages);
    Set<Effect> allEffects = new LinkedHashSet<>(effects);
    // The memory of an executor with other cores is not that of the executors of the forecast.
    boolean sameShape =
        advice.stream()
            .flatMap(piece -> piece.setting().stream())
            .noneMatch(setting -> setting.property().equals("spark.executor.cores"));
    for (Advice piece : advice) {
      piece.setting().ifPresent(setting -> properties.putIfAbsent(setting.property(), piece));
      allStages.addAll(piece.stages());
      allEffects.addAll(piece.effects());
      allEffects.addAll(memoryIsSet && sameShape ? MemoryEffects.of(piece) : List.of());
    }
    return new Decisions(properties, allStages, allEffects, unreplayed || cannotBeReplayed);
  }

  /** The advice for a property. */
  public Optional<Advice> of(String property) {
    return Optional.ofNullable(byProperty.get(property));
  }

  /** Of some effects, those that have not been decided already. */
  public List<Effect> undecided(List<Effect> some) {
    return some.stream().filter(effect -> !effects.contains(effect)).toList();
  }
}
