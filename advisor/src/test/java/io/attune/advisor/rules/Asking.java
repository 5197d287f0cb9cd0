package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
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
    return rule.evaluate(new RuleContext(run, WorkloadHistory.empty(), RuleTable.standard()));
  }

  public static Verdict ask(Rule rule, RunBuilder story, String overrides) {
    return rule.evaluate(
        new RuleContext(
            story.ended().build(), WorkloadHistory.empty(), RuleTable.standard().with(overrides)));
  }

  public static List<Advice> spoken(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Speaks.class);
    List<Advice> advice = ((Verdict.Speaks) verdict).advice();
    for (Advice piece : advice) {
      assertThat(piece.summary()).endsWith(".").doesNotContain("null", "NaN", "Infinity");
      assertThat(piece.doubt()).endsWith(".").hasSizeGreaterThan(20);
      assertThat(piece.evidence()).isNotEmpty();
    }
    return advice;
  }

  public static Advice only(Verdict verdict) {
    List<Advice> advice = spoken(verdict);
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
