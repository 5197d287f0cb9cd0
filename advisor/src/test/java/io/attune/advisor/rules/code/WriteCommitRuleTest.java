package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.executors.DriverBoundRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteCommitRuleTest {
  private final Rule rule = new WriteCommitRule();

  private static RunBuilder write(long commitMs, long directories) {
    return RunBuilder.application("writes")
        .executors(2, 4, "1g")
        .stage(
            "parquet",
            8,
            s ->
                s.sql(1)
                    .node(
                        "Execute InsertIntoHadoopFsRelationCommand",
                        n ->
                            n.metric("number of written files", 480)
                                .driverMetric("number of dynamic part", directories)
                                .driverMetric("job commit time", commitMs))
                    .tasks((t, i) -> t.durationMs(8_000)))
        .driverWorks(Duration.ofMillis(commitMs))
        .stage("count", 8, s -> s.tasks((t, i) -> t.durationMs(1_000)));
  }

  @Test
  void slow_renames_are_told_from_the_writes_own_metrics() {
    Advice advice = only(ask(rule, write(23_000, 60)));

    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .startsWith("23.0 s went into committing 1 write")
        .contains("480 files in 60 directories", "about 60 files")
        .doesNotContain("persist");
    assertThat(only(ask(rule, write(60_000, 60))).severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void without_directories_nothing_is_said_of_them() {
    assertThat(only(ask(rule, write(23_000, 1))).summary())
        .doesNotContain("directories", "repartition");
  }

  @Test
  void quick_commits_are_left_alone() {
    silence(ask(rule, write(9_999, 60)));
    only(ask(rule, write(10_000, 60)));
  }

  @Test
  void the_driver_is_not_blamed_for_what_the_commit_took() {
    assertThat(silence(ask(new DriverBoundRule(), write(30_000, 60)))).contains("commit of writes");
  }
}
