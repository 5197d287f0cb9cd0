package io.attune.advisor.assess;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.MemoryEffects;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.RunForecast;
import io.attune.schemas.Category;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replays what the advice of one rule does, on top of what has been decided, and keeps what is
 * worth it. Where the replay decides (it covers all of the gain), advice that gains less than the
 * least effect is dropped, unless it is about reliability. Advice that the replay knows nothing of
 * stays as it is.
 *
 * @param kept advice with its expected change
 * @param dropped why the rest was dropped; empty when nothing was
 * @param unreplayed whether some of what was kept does what the replay cannot follow
 */
record Weighing(List<Advice> kept, Optional<String> dropped, boolean unreplayed) {
  Weighing {
    kept = List.copyOf(kept);
  }

  static Weighing of(RuleContext context, String ruleId, List<Advice> advice) {
    boolean replayable =
        advice.stream().anyMatch(p -> !p.effects().isEmpty() || !MemoryEffects.of(p).isEmpty());
    Optional<RunForecast> forecast = replayable ? context.forecast() : Optional.empty();
    return forecast.isEmpty()
        ? new Weighing(advice, Optional.empty(), false)
        : new Scales(context, ruleId, forecast.get()).weigh(advice);
  }

  /** Weighs piece by piece. */
  private static final class Scales {
    private final RuleContext context;
    private final RunForecast forecast;
    private final double least;
    private final Map<List<Effect>, Gain> gains = new HashMap<>();

    /** What the settings of one change do together. */
    private final Map<String, Set<Effect>> together = new HashMap<>();

    private final List<Advice> kept = new ArrayList<>();
    private Optional<String> dropped = Optional.empty();
    private boolean unreplayed;

    private Scales(RuleContext context, String ruleId, RunForecast forecast) {
      this.context = context;
      this.forecast = forecast;
      // Both replays are of the same run, so that what differs between runs is not in the gain.
      this.least =
          context.withHysteresis(ruleId, context.table().number("sizing.min-effect-share"));
    }

    private Weighing weigh(List<Advice> advice) {
      advice.forEach(
          piece ->
              piece
                  .group()
                  .ifPresent(
                      group ->
                          together
                              .computeIfAbsent(group, head -> new LinkedHashSet<>())
                              .addAll(piece.effects())));
      for (Advice piece : advice) {
        if (!piece.effects().isEmpty()) {
          weighEffects(piece);
        } else if (!MemoryEffects.of(piece).isEmpty()) {
          kept.add(withCost(piece));
        } else {
          kept.add(piece);
        }
      }
      return new Weighing(kept, dropped, unreplayed);
    }

    /** The memory of an executor changes what a run costs; the replay cannot predict its time. */
    private Advice withCost(Advice piece) {
      Gain gain = gain(MemoryEffects.of(piece));
      return piece.cost().getExpected() == null
          ? piece.withImpact(piece.time(), gain.cost())
          : piece;
    }

    private void weighEffects(Advice piece) {
      List<Effect> all =
          piece
              .group()
              .map(group -> List.copyOf(together.getOrDefault(group, Set.of())))
              .orElse(piece.effects());
      List<Effect> effects = new ArrayList<>(context.decisions().undecided(all));
      boolean decides = effects.stream().allMatch(Effect::isDecisive);
      effects.addAll(MemoryEffects.of(piece));
      Gain gain = gain(effects);
      if (gain.saves(least)) {
        kept.add(piece.withImpact(gain.time(), gain.cost()));
      } else if (!decides || piece.category() == Category.RELIABILITY) {
        // The replay cannot say what it is good for: the rule's own bound stands, and no forecast
        // takes it for done.
        kept.add(piece.withoutEffects());
        unreplayed = true;
      } else {
        dropped =
            Optional.of(
                "by the replay it would gain "
                    + Amounts.percent(Math.max(0, Math.max(gain.timeShare(), gain.costShare())))
                    + " only");
      }
    }

    private Gain gain(List<Effect> effects) {
      return gains.computeIfAbsent(List.copyOf(effects), forecast::gain);
    }
  }
}
