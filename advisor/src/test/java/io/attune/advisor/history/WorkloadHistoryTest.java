package io.attune.advisor.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkloadHistoryTest {
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private static RunSummary run(int day, long spanMs) {
    return RunSummary.of(
            "app-" + day, Instant.parse("2026-01-01T02:00:00Z").plusSeconds(86_400L * day))
        .sparkVersion("3.5.9")
        .succeeded(day % 3 > 0)
        .time(spanMs + 1_000, spanMs)
        .lifetimes(8 * spanMs, 16 * spanMs)
        .cost(0.25 * spanMs, "unit")
        .input(1L << 30, 4_000_000, 70_000)
        .tasks(2, 3, 4)
        .heap(OptionalLong.of(5), OptionalLong.empty(), day % 2 == 0)
        .failures(6, 1)
        .completeness(0.99)
        .slots(8)
        .predictedSpanMs(OptionalLong.of(spanMs + 7))
        .settings(Map.of(PARTITIONS, "200", "spark.executor.memory", "1024m"))
        .recommended(List.of(advice()))
        .advised(Set.of("spill/spark.sql.shuffle.partitions", "driver-bound"))
        .observed(java.util.Map.of("slow-tasks-share", 0.125))
        .build();
  }

  private static PastAdvice advice() {
    return new PastAdvice(
        PARTITIONS,
        "shuffle-partitions",
        "0123456789abcdef0123456789abcdef",
        Optional.of("200"),
        "20",
        Optional.of("10"),
        Optional.empty(),
        "count",
        false,
        new Impact(
            new Change(-1_000.5, -2_000.0, null, "ms", ImpactBasis.REPLAY),
            new Change(null, null, null, "unit", ImpactBasis.NONE)));
  }

  private static TriedValue tried(int day, String value, RecommendationState state) {
    TriedValue.OnTime time =
        new TriedValue.OnTime(OptionalDouble.of(0.5), OptionalDouble.of(0.1), 1_000, 1_500);
    return new TriedValue(
        new TriedValue.InRun("app-" + day, run(day, 1).started(), 4_000_000, "3.5.9"),
        new TriedValue.Setting(
            PARTITIONS, "shuffle-partitions", Optional.of("200"), value, "count"),
        state,
        new TriedValue.Consequence(time, OptionalDouble.empty(), false));
  }

  @Test
  void the_same_application_again_replaces_itself() {
    WorkloadHistory history = WorkloadHistory.empty().with(run(1, 10)).with(run(1, 20));

    assertThat(history.runs()).containsExactly(run(1, 20));
  }

  @Property(tries = 50)
  void the_newest_twenty_are_kept_in_whatever_order_they_come(@ForAll long seed) {
    List<Integer> days = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    Collections.shuffle(days, new Random(seed));
    WorkloadHistory history = WorkloadHistory.empty();
    for (int day : days) {
      history = history.with(run(day, day));
    }

    assertThat(history.runs()).hasSize(WorkloadHistory.MAX_RUNS);
    assertThat(history.runs().get(0)).isEqualTo(run(30, 30));
    assertThat(history.toBytes().length).isLessThan(16 * 1024);
    assertThat(history.namedProperties()).containsExactly(PARTITIONS);
  }

  @Test
  void a_run_sees_only_what_was_before_it() {
    WorkloadHistory history = WorkloadHistory.empty().with(run(1, 1)).with(run(2, 2));

    assertThat(history.before(run(2, 2).started()).runs()).containsExactly(run(1, 1));
    assertThat(history.without("app-1").runs()).containsExactly(run(2, 2));
  }

  @Test
  void what_was_tried_stays_longer_than_the_run_and_its_newest_verdict_counts() {
    WorkloadHistory history =
        WorkloadHistory.empty()
            .with(run(1, 1), List.of(tried(1, "20", RecommendationState.REGRESSED)))
            .with(run(2, 2), List.of(tried(2, "20", RecommendationState.SUCCEEDED)));
    for (int day = 3; day < 40; day++) {
      history = history.with(run(day, day));
    }

    assertThat(history.tried()).hasSize(2);
    assertThat(history.tried(PARTITIONS, "20").orElseThrow().state())
        .isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(history.tried(PARTITIONS, "21")).isEmpty();
    assertThat(history.before(run(2, 1).started()).tried()).hasSize(1);
    assertThat(history.with(run(2, 5)).tried()).as("the same run again").hasSize(1);
  }

  @Test
  void predictions_of_past_runs_calibrate_the_next() {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int day = 0; day < 6; day++) {
      history =
          history.with(
              run(day, 1)
                  .but()
                  .succeeded(true)
                  .time(1, 1_200)
                  .predictedSpanMs(OptionalLong.of(1_000))
                  .build());
    }
    Calibration calibration = history.calibration(RuleTable.standard());

    assertThat(calibration.factor()).isCloseTo(1.2, within(1e-9));
    assertThat(calibration.runs()).isEqualTo(6);
    assertThat(WorkloadHistory.empty().calibration(RuleTable.standard()))
        .isEqualTo(Calibration.none());
  }

  @Test
  void bytes_keep_everything() {
    WorkloadHistory history =
        WorkloadHistory.empty()
            .with(run(1, 1), List.of(tried(1, "20", RecommendationState.REGRESSED)))
            .with(run(2, 2));

    WorkloadHistory copy = WorkloadHistory.fromBytes(history.toBytes());
    assertThat(copy.runs()).isEqualTo(history.runs());
    assertThat(copy.tried()).isEqualTo(history.tried());
    assertThat(copy.toBytes()).isEqualTo(history.toBytes());
    assertThatThrownBy(() -> WorkloadHistory.fromBytes(new byte[] {9}))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("workload history has format version 9");
    assertThatThrownBy(() -> WorkloadHistory.fromBytes(new byte[] {3, 1, 5}))
        .hasMessageContaining("cut off");
  }
}
