package io.attune.advisor.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkloadHistoryTest {
  private static RunSummary run(int day, long spanMs) {
    return new RunSummary(
        "app-" + day,
        Instant.parse("2026-01-01T02:00:00Z").plusSeconds(86_400L * day),
        spanMs,
        1,
        2,
        3,
        4,
        OptionalLong.of(5),
        OptionalLong.empty(),
        day % 2 == 0,
        6,
        Set.of("spill/spark.sql.shuffle.partitions", "driver-bound"));
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
  }

  @Test
  void a_run_sees_only_what_was_before_it() {
    WorkloadHistory history = WorkloadHistory.empty().with(run(1, 1)).with(run(2, 2));

    assertThat(history.before(run(2, 2).started()).runs()).containsExactly(run(1, 1));
    assertThat(history.without("app-1").runs()).containsExactly(run(2, 2));
  }

  @Test
  void bytes_keep_everything() {
    WorkloadHistory history = WorkloadHistory.empty().with(run(1, 1)).with(run(2, 2));

    assertThat(WorkloadHistory.fromBytes(history.toBytes()).runs()).isEqualTo(history.runs());
    assertThatThrownBy(() -> WorkloadHistory.fromBytes(new byte[] {9}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9");
    assertThatThrownBy(() -> WorkloadHistory.fromBytes(new byte[] {1, 1, 0}))
        .hasMessageContaining("cut off");
  }
}
