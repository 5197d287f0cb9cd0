package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class RowRewriteRuleTest {
  private final Rule rule = new RowRewriteRule();

  /** A merge of Delta, with the names that its metrics have. */
  private static RunBuilder merge(long copied, long updated, long rewriteMs) {
    return RunBuilder.application("corrections")
        .executors(4, 2, "1g")
        .stage(
            "sql",
            8,
            s ->
                s.sql(1)
                    .node(
                        "Execute MergeIntoCommand",
                        n ->
                            n.driverMetric("number of target rows rewritten unmodified", copied)
                                .driverMetric("number of updated rows", updated)
                                .driverMetric("number of inserted rows", 10)
                                .driverMetric("number of deleted rows", 0)
                                .driverMetric("number of files removed to target", 16)
                                .driverMetric("time taken to rewrite the matched files", rewriteMs))
                    .tasks((t, i) -> t.durationMs(20_000)));
  }

  @Test
  void rows_written_again_are_held_against_the_rows_changed() {
    Advice advice = only(ask(rule, merge(2_999_710, 290, 9_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .startsWith("9.0 s went into writing rows again in 1 statement")
        .contains("the MERGE of SQL execution 1 changed 300 rows and wrote 2,999,710 as they were")
        .contains("in 16 files", "delta.enableDeletionVectors=true");
  }

  @Test
  void edges() {
    only(ask(rule, merge(3_000, 290, 9_000)));
    silence(ask(rule, merge(2_999, 290, 9_000)));
    only(ask(rule, merge(2_999_710, 290, 5_000)));
    assertThat(silence(ask(rule, merge(2_999_710, 290, 4_999)))).contains("too little");
    assertThat(
            only(ask(rule, merge(2_999_710, 290, 9_000), "row-rewrite.high-rewrite-ms: 9000"))
                .severity())
        .isEqualTo(Severity.HIGH);
  }

  @Test
  void rows_that_are_only_marked_are_no_rewrite() {
    silence(ask(rule, merge(0, 290, 9_000)));
  }

  @Test
  void an_update_and_a_delete_are_named_as_such() {
    assertThat(
            only(ask(
                    rule,
                    RunBuilder.application("corrections")
                        .executors(4, 2, "1g")
                        .stage(
                            "sql",
                            8,
                            s ->
                                s.sql(1)
                                    .node(
                                        "Execute UpdateCommand",
                                        n ->
                                            n.driverMetric("number of rows copied.", 1_000)
                                                .driverMetric("number of rows updated.", 0))
                                    .tasks((t, i) -> t.durationMs(20_000)))))
                .summary())
        .startsWith("20.0 s")
        .contains("the UPDATE of", "changed 0 rows and wrote 1,000 as they were. Let it");
  }

  @Test
  void spark_4_reports_merges_of_iceberg() {
    assertThat(
            only(ask(
                    rule,
                    RunBuilder.application("corrections")
                        .executors(4, 2, "1g")
                        .stage(
                            "sql",
                            8,
                            s ->
                                s.sql(1)
                                    .node(
                                        "ReplaceData",
                                        n -> n.description("ReplaceData IcebergWrite(t)"))
                                    .node(
                                        "MergeRows",
                                        n ->
                                            n.metric(
                                                    "number of target rows copied unmodified"
                                                        + " because they did not match any"
                                                        + " action",
                                                    1_000)
                                                .metric("number of target rows updated", 1))
                                    .tasks((t, i) -> t.durationMs(20_000)))))
                .summary())
        .contains("the MERGE of", "merge-on-read")
        .doesNotContain("delta.");
  }
}
