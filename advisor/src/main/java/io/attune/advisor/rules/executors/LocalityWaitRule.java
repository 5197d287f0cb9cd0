package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.HeldBack;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tasks that are held back for a slot near their data while other slots are free. */
public final class LocalityWaitRule implements Rule {
  static final String ID = "locality-wait";

  /** How long tasks wait for each level of locality. */
  static final String WAIT = "spark.locality.wait";

  private static final long DEFAULT_MS = 3_000;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    long wait = context.settings().millis(WAIT).orElse(DEFAULT_MS);
    if (context.facts().cluster().isLocal()) {
      return Verdict.silent("in local mode all data are equally near");
    } else if (wait == 0) {
      return Verdict.silent("tasks do not wait for a place near their data");
    } else if (Stream.of("process", "node", "rack")
        .anyMatch(level -> context.settings().isSet(WAIT + "." + level))) {
      return Verdict.silent("somebody has set the waits of single levels of locality");
    }
    Optional<String> other = otherReason(context);
    if (other.isPresent()) {
      return Verdict.silent(other.get());
    }
    List<HeldBack> held = HeldBack.of(context, wait);
    long lost = held.stream().mapToLong(HeldBack::freeMs).sum();
    if (lost < context.table().number("locality-wait.min-lost-ms")
        || !new Relevance(context).ofWallTime(lost)) {
      return Verdict.silent("no slots were free for long while tasks waited for others");
    }
    return new Verdict.Advises(List.of(advice(context, held, wait, lost)));
  }

  /** What else may leave slots free while tasks wait; empty when nothing is known. */
  private static Optional<String> otherReason(RuleContext context) {
    boolean accelerated =
        context.run().application().properties().keySet().stream()
            .anyMatch(property -> property.startsWith("spark.task.resource."));
    boolean excluding =
        context.settings().flag("spark.excludeOnFailure.enabled").orElse(false)
            && context.facts().stages().stream().anyMatch(s -> s.state().tasksFailed() > 0);
    if (accelerated) {
      return Optional.of("tasks need more than a core, so that free cores are no free slots");
    }
    return excluding
        ? Optional.of("tasks failed, and executors may have been excluded for it")
        : Optional.empty();
  }

  private static Advice advice(RuleContext context, List<HeldBack> held, long wait, long lost) {
    RuleTable table = context.table();
    HeldBack worst = held.get(0);
    SettingChange setting =
        context.steady(
            SettingChange.seconds(
                WAIT,
                context.settings().value(WAIT),
                0,
                0,
                wait / 4,
                ExplicitValue.of(context.settings(), WAIT)));
    Advice.Builder advice =
        Advice.change(Category.EXECUTORS, setting)
            .severity(
                lost >= table.number("locality-wait.high-lost-ms")
                    ? Severity.HIGH
                    : Severity.MODERATE)
            .stage(worst.stage().id())
            .sqlExecution(worst.stage().sqlExecutionId())
            .tasks(held.stream().mapToLong(one -> one.stage().tasks()).sum())
            .weightMs(lost)
            .evidence("freeSlotMs", "sum", lost, table.number("locality-wait.min-lost-ms"), "ms")
            .context("freeSlots", "mean", worst.freeSlots(), "count")
            .timeSavingAtMost(held.stream().mapToLong(one -> one.stage().wallMs()).sum());
    held.forEach(one -> advice.alsoStage(one.stage().id()));
    return advice
        .summary(
            setting.recommended()
                + " as the wait for locality: for at least "
                + Amounts.duration(lost)
                + " in "
                + Amounts.counted(held.size(), "stage")
                + ", longest "
                + worst.stage().label()
                + ", tasks were held back for a slot near their data, up to "
                + Amounts.duration(wait)
                + " for each level of locality, while "
                + Amounts.count(worst.freeSlots())
                + " of "
                + Amounts.counted(worst.slots(), "slot")
                + " were free.")
        .doubt(
            "Tasks then read from other executors or hosts more often; where the network is slow"
                + " or partitions are large, 1s is the middle way.")
        .build();
  }
}
