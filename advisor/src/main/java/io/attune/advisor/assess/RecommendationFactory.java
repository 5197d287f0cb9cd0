package io.attune.advisor.assess;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.reliability.RegressionRule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Confidence;
import io.attune.schemas.Impact;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes the published record of a piece of advice. */
final class RecommendationFactory {
  /** Part of the record and of its etag; the meaning of no rule's advice has changed so far. */
  private static final int RULE_VERSION = 1;

  private final RuleTable table;

  RecommendationFactory(RuleTable table) {
    this.table = table;
  }

  Recommendation create(RuleContext context, Rule rule, Advice advice) {
    ApplicationState application = context.run().application();
    Optional<SettingChange> setting = advice.setting();
    String property = setting.map(SettingChange::property).orElse(null);
    String key = RecommendationKey.of(application.workload(), property, rule.id());
    StillRunning running = StillRunning.of(context, advice);
    Confidence confidence = Confidences.of(context, rule, advice, running.conditions());
    Instant eventTime = context.run().lastEventTime().orElse(Instant.EPOCH);
    Recommendation.Builder builder =
        Recommendation.newBuilder()
            .setRecommendationId(RecommendationKey.id(key))
            .setEtag("")
            .setRevision(1)
            .setWorkload(application.workload())
            .setApplicationId(application.applicationId())
            .setStageId(advice.stageId().isPresent() ? advice.stageId().getAsInt() : null)
            .setSqlExecutionId(
                advice.sqlExecutionId().isPresent() ? advice.sqlExecutionId().getAsLong() : null)
            .setRuleId(rule.id())
            .setRuleVersion(RULE_VERSION)
            .setCategory(advice.category())
            .setProperty(property)
            .setCurrent(setting.flatMap(SettingChange::current).orElse(null))
            .setRecommended(setting.map(SettingChange::recommended).orElse(null))
            .setLowerBound(setting.flatMap(SettingChange::lowerBound).orElse(null))
            .setUpperBound(setting.flatMap(SettingChange::upperBound).orElse(null))
            .setUncapped(setting.flatMap(SettingChange::uncapped).orElse(null))
            .setUnit(setting.map(SettingChange::unit).orElse(null))
            .setAppliesAt(advice.appliesAt())
            .setState(
                rule.id().equals(RegressionRule.ID)
                    ? RecommendationState.REGRESSED
                    : RecommendationState.ACTIVE)
            .setSeverity(advice.severity())
            .setImpact(new Impact(advice.time(), advice.cost()))
            .setConfidence(confidence)
            .setEvidence(running.with(advice.evidence()))
            .setSummary(running.after(advice.summary()))
            .setDoubt(advice.doubt())
            .setRollback(setting.flatMap(SettingChange::rollback).orElse(null))
            .setEventTime(eventTime)
            .setGroup(advice.group().map(head -> rule.id() + "/" + head).orElse(null))
            .setValidUntil(eventTime.plus(Duration.ofDays(table.whole("advice.valid-days"))))
            .setCurrentNumber(setting.flatMap(SettingChange::currentNumber).orElse(null))
            .setRecommendedNumber(setting.flatMap(SettingChange::recommendedNumber).orElse(null));
    Origin.complete(builder, application);
    Recommendation recommendation = builder.build();
    recommendation.setEtag(Etag.of(recommendation));
    return recommendation;
  }
}
