package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.DriverGap;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Optional;

/**
 * A cluster of Databricks that goes on long after its last job.
 *
 * @param tailMs time from the last job to the end of the application
 * @param longestGapMs longest time without a stage between two jobs
 * @param nowMinutes time without work after which it ends now
 * @param leastMinutes the least that makes sense
 * @param wantedMinutes time after which it should end
 */
record IdleCluster(
    double tailMs, double longestGapMs, int nowMinutes, long leastMinutes, long wantedMinutes) {
  private static final double MINUTE_MS = 60_000;

  /** Advice to end it sooner; empty when it does, and when it is not known when it would. */
  static Optional<Advice> autotermination(RuleContext context, DatabricksCluster cluster) {
    ApplicationState application = context.run().application();
    if (application.end().isEmpty()
        || application.span().isEmpty()
        || cluster.autoterminationMinutes().isEmpty()) {
      return Optional.empty();
    }
    IdleCluster idle =
        of(context.table(), application, cluster.autoterminationMinutes().getAsInt());
    return idle.endsLate(context.table()) ? Optional.of(idle.advice(context)) : Optional.empty();
  }

  private static IdleCluster of(RuleTable table, ApplicationState application, int nowMinutes) {
    double tailMs =
        application.end().get().toEpochMilli() - application.span().get().end().toEpochMilli();
    double longestGapMs =
        application.driverTime().longestInSpan().stream()
            .mapToLong(DriverGap::durationMs)
            .max()
            .orElse(0);
    long least = table.whole("compute-platform.least-autotermination-minutes");
    double gaps = table.number("compute-platform.gap-factor") * longestGapMs / MINUTE_MS;
    return new IdleCluster(
        tailMs, longestGapMs, nowMinutes, least, Math.max(least, (long) Math.ceil(gaps)));
  }

  private boolean endsLate(RuleTable table) {
    return tailMs >= table.number("compute-platform.min-idle-tail-ms")
        && tailMs >= 0.5 * nowMinutes * MINUTE_MS
        && wantedMinutes <= nowMinutes * (1 - table.number("sizing.moderate-share"));
  }

  private Advice advice(RuleContext context) {
    SettingChange setting =
        SettingChange.count(
            PlatformProperties.AUTOTERMINATION,
            nowMinutes,
            wantedMinutes,
            Math.min(wantedMinutes, leastMinutes),
            Math.max(wantedMinutes, nowMinutes - 1),
            wantedMinutes,
            Optional.of(Integer.toString(nowMinutes)));
    return Advice.change(Category.COST, setting)
        .severity(Severity.MODERATE)
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "idleTailMs",
            "value",
            tailMs,
            context.table().number("compute-platform.min-idle-tail-ms"),
            "ms")
        .context("longestDriverGapMs", "max", longestGapMs, "ms")
        .summary(
            wantedMinutes
                + " minutes without work end the cluster instead of "
                + nowMinutes
                + ": it stood idle for "
                + Amounts.duration(tailMs)
                + " after its last job, and never for more than "
                + Amounts.duration(longestGapMs)
                + " between two.")
        .doubt(
            "Whoever comes back to an interactive cluster after that waits for a new one."
                + ComputePlatformRule.POLICY)
        .build();
  }
}
