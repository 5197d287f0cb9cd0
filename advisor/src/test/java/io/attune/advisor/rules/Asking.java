package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import java.util.List;

/** Asks one rule about one story. */
public final class Asking {
  public static final long MIB = 1L << 20;
  public static final long GIB = 1L << 30;

  private Asking() {}

  public static Verdict ask(Rule rule, RunBuilder story) {
    return ask(rule, story.ended().build());
  }

  public static Verdict ask(Rule rule, Run run) {
    return ask(rule, run, WorkloadHistory.empty());
  }

  public static Verdict ask(Rule rule, RunBuilder story, String overrides) {
    return rule.evaluate(
        assessor(
                story.ended().build(),
                WorkloadHistory.empty(),
                RuleTable.standard().with(overrides))
            .context());
  }

  public static Verdict ask(Rule rule, Run run, WorkloadHistory history) {
    return rule.evaluate(assessor(run, history, RuleTable.standard()).context());
  }

  /** An assessment at its start, to decide something before a rule is asked. */
  public static Assessor assessor(Run run, WorkloadHistory history, RuleTable table) {
    return new Assessor(run, history, table, Preferences.neutral());
  }

  public static List<Advice> adviceOf(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Advises.class);
    List<Advice> advice = ((Verdict.Advises) verdict).advice();
    for (Advice piece : advice) {
      assertThat(piece.summary())
          .endsWith(".")
          .doesNotContainPattern("\\b(?:null|NaN|Infinity)\\b");
      assertThat(piece.doubt()).endsWith(".").hasSizeGreaterThan(20);
      assertThat(piece.evidence()).isNotEmpty();
    }
    return advice;
  }

  public static Advice only(Verdict verdict) {
    List<Advice> advice = adviceOf(verdict);
    assertThat(advice).hasSize(1);
    return advice.get(0);
  }

  public static SettingChange setting(Verdict verdict) {
    return only(verdict).setting().orElseThrow();
  }

  public static String silence(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Silent.class);
    return ((Verdict.Silent) verdict).reason();
  }
}
