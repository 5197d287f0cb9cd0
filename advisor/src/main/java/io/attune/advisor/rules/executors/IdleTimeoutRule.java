package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DriverGap;
import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;

/**
 * Dynamic allocation that gives executors back in each pause of the application and starts new ones
 * after it: the idle timeout is shorter than the pauses.
 */
public final class IdleTimeoutRule implements Rule {
  static final String ID = "idle-timeout";
  private static final String TIMEOUT = "spark.dynamicAllocation.executorIdleTimeout";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (!context.facts().cluster().dynamic()) {
      return Verdict.silent("executors do not come and go by dynamic allocation");
    } else if (context.facts().isStreaming()) {
      return Verdict.silent("a stream has a trigger, not pauses");
    }
    long timeout = context.settings().millis(TIMEOUT).orElse(60_000);
    List<DriverGap> pauses =
        context.run().application().driverTime().longestInSpan().stream()
            .filter(gap -> gap.durationMs() > timeout)
            .toList();
    RuleTable table = context.table();
    if (pauses.size() < table.number("idle-timeout.min-pauses")) {
      return Verdict.silent("hardly any pause was longer than the idle timeout");
    }
    long again = startedAgain(context);
    if (again < table.number("idle-timeout.min-restarts")) {
      return Verdict.silent("hardly any executor was started again after a pause");
    }
    long longest = pauses.get(0).durationMs();
    long wanted = Math.round(longest * table.number("idle-timeout.head-room"));
    if (wanted > table.number("idle-timeout.max-ms")) {
      return Verdict.silent("the pauses are so long that giving executors back is right");
    }
    return new Verdict.Advises(List.of(advice(context, timeout, pauses, again)));
  }

  /**
   * Executors that were started beyond the most that there were at once, as far as others had been
   * given back: one that was lost is replaced whatever the timeout is.
   */
  private static long startedAgain(RuleContext context) {
    long started =
        context.run().application().executors().stream().filter(one -> !one.isDriver()).count();
    long givenBack =
        context.facts().removals().stream()
            .filter(
                removal ->
                    removal.cause() == RemovalCause.IDLE
                        || removal.cause() == RemovalCause.DYNAMIC_ALLOCATION)
            .count();
    return Math.min(givenBack, started - context.facts().cluster().executors());
  }

  private static Advice advice(
      RuleContext context, long timeout, List<DriverGap> pauses, long again) {
    RuleTable table = context.table();
    long longest = pauses.get(0).durationMs();
    long wanted = Math.round(longest * table.number("idle-timeout.head-room"));
    SettingChange setting =
        context.steady(
            SettingChange.seconds(
                TIMEOUT,
                context.settings().value(TIMEOUT),
                wanted,
                longest,
                2 * wanted,
                ExplicitValue.of(context.settings(), TIMEOUT)));
    return Advice.change(Category.EXECUTORS, setting)
        .severity(Severity.MODERATE)
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence(
            "pausesAboveTimeout",
            "count",
            pauses.size(),
            table.number("idle-timeout.min-pauses"),
            "count")
        .evidence(
            "executorsStartedAgain",
            "count",
            again,
            table.number("idle-timeout.min-restarts"),
            "count")
        .context("longestPauseMs", "max", longest, "ms")
        .summary(
            setting.recommended()
                + " as the idle timeout: "
                + Amounts.counted(pauses.size(), "pause")
                + " of up to "
                + Amounts.duration(longest)
                + " each outlasted the "
                + Amounts.duration(timeout)
                + " after which executors are given back, and "
                + Amounts.counted(again, "executor")
                + " had to be started again.")
        .doubt(
            "Executors that wait through the pauses are paid for; with pauses far longer than the"
                + " time an executor takes to start, giving them back is cheaper.")
        .build();
  }
}
