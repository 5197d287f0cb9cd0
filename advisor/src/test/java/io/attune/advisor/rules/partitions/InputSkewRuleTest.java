package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class InputSkewRuleTest {
  private final Rule rule = new InputSkewRule();

  /** Of 24 pieces of columnar files so many hold everything; eight slots. */
  private static RunBuilder scan(String version, String operator, int reading, long taskMs) {
    return RunBuilder.application("pieces")
        .sparkVersion(version)
        .executors(2, 4, "1g")
        .stage(
            "save",
            24,
            s ->
                s.rdd(0, "FileScanRDD", operator, null)
                    .tasks(
                        (t, i) ->
                            t.durationMs(i < reading ? taskMs : 500)
                                .input(i < reading ? 60 * MIB : 10_000, i < reading ? 1_000 : 0)));
  }

  @Test
  void row_groups_larger_than_the_pieces_are_named() {
    Advice advice = only(ask(rule, scan("3.5.9", "Scan parquet ", 4, 30_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary())
        .startsWith("30.0 s in about 4 of 24 tasks")
        .contains("row groups of the parquet files", "parquet.block.size");
  }

  @Test
  void orc_has_stripes() {
    assertThat(only(ask(rule, scan("3.5.9", "Scan orc ", 4, 30_000))).summary())
        .contains("orc.stripe.size");
  }

  @Test
  void even_pieces_other_files_and_short_scans_are_left_alone() {
    silence(ask(rule, scan("3.5.9", "Scan parquet ", 12, 30_000)));
    silence(ask(rule, scan("3.5.9", "Scan csv ", 4, 30_000)));
    silence(ask(rule, scan("3.5.9", "Scan parquet ", 4, 10_000)));
  }

  @Test
  void spark_4_does_not_count_the_bytes() {
    assertThat(silence(ask(rule, scan("4.0.1", "Scan parquet ", 4, 30_000)))).contains("Spark 4");
  }
}
