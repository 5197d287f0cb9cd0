package io.attune.advisor.assess;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.RunForecast;
import io.attune.schemas.Category;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays what the advice of one rule does, on top of what has been decided, and keeps what is
 * worth it. Where the replay decides (it can tell all of the gain), advice that gains less than the
 * least effect is dropped, unless it is about reliability. Advice that the replay knows nothing of
 * stays as it is.
 *
 * @param kept advice with its expected change
 * @param dropped why the rest was dropped; empty when nothing was
 */
record Weighing(List<Advice> kept, Optional<String> dropped) {
  Weighing {
    kept = List.copyOf(kept);
  }

  static Weighing of(RuleContext context, String ruleId, List<Advice> advice) {
    // Both replays are of the same run, so that what differs between runs is not in the gain.
    double least = context.stay(ruleId, context.table().number("sizing.min-effect-share"));
    List<Advice> kept = new ArrayList<>();
    Optional<String> dropped = Optional.empty();
    Map<List<Effect>, Gain> gains = new HashMap<>();
    for (Advice piece : advice) {
      List<Effect> memory = RuleContext.memoryEffects(piece);
      if (piece.effects().isEmpty() && memory.isEmpty() || context.outlook().isEmpty()) {
        kept.add(piece);
        continue;
      }
      RunForecast outlook = context.outlook().get();
      if (piece.effects().isEmpty()) {
        // The memory of an executor changes what a run costs; its time is not the replay's to say.
        Gain gain = gains.computeIfAbsent(memory, outlook::gain);
        boolean told = piece.cost().getExpected() != null;
        kept.add(told ? piece : piece.withImpact(piece.time(), gain.cost()));
        continue;
      }
      List<Effect> effects = new ArrayList<>(context.undecided(piece.effects()));
      boolean decides = effects.stream().allMatch(Effect::isDecisive);
      effects.addAll(memory);
      Gain gain = gains.computeIfAbsent(List.copyOf(effects), outlook::gain);
      if (gain.saves(least)) {
        kept.add(piece.withImpact(gain.time(), gain.cost()));
      } else if (!decides || piece.category() == Category.RELIABILITY) {
        // The replay cannot say what it is good for: the rule's own bound stands.
        kept.add(piece);
        context.noteUnreplayed();
      } else {
        dropped =
            Optional.of(
                "by the replay it would gain "
                    + Amounts.percent(Math.max(0, Math.max(gain.timeShare(), gain.costShare())))
                    + " only");
      }
    }
    return new Weighing(kept, dropped);
  }
}
