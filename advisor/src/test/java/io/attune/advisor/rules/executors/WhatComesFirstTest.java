package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Recommendation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No cluster is sized while a few tasks of what could be many hold the run up. */
class WhatComesFirstTest {
  private static RunBuilder onYarn() {
    return RunBuilder.application("nightly")
        .sparkVersion("3.5.9")
        .property("spark.master", "yarn")
        .property("spark.executor.instances", "10")
        .executors(10, 4, "4g");
  }

  private static Assessment assessed(RunBuilder run) {
    return Advisor.standard(RuleTable.standard())
        .assess(run.ended().build(), WorkloadHistory.empty());
  }

  private static List<String> rules(Assessment assessment) {
    return assessment.recommendations().stream().map(Recommendation::getRuleId).toList();
  }

  @Test
  void partitions_that_were_merged_too_far() {
    Assessment assessment =
        assessed(
            onYarn()
                .stage(
                    "save",
                    2,
                    s ->
                        s.sql(1)
                            .rdd(0, "ShuffledRowRDD", "AQEShuffleRead", null)
                            .tasks((t, i) -> t.durationMs(120_000).shuffleRead(MIB, 1_000))));

    assertThat(rules(assessment)).contains("merged-partitions").doesNotContain("executor-count");
    assertThat(assessment.silent().get("executor-count")).contains("merged partitions");
  }

  @Test
  void row_groups_in_a_few_pieces() {
    Assessment assessment =
        assessed(
            onYarn()
                .stage(
                    "save",
                    60,
                    s ->
                        s.rdd(0, "FileScanRDD", "Scan parquet ", null)
                            .tasks(
                                (t, i) ->
                                    t.durationMs(i < 4 ? 120_000 : 500)
                                        .input(i < 4 ? 60 * MIB : 10_000, i < 4 ? 1_000 : 0))));

    assertThat(rules(assessment)).contains("input-skew").doesNotContain("executor-count");
    assertThat(assessment.silent().get("executor-count")).contains("row groups");
  }
}
