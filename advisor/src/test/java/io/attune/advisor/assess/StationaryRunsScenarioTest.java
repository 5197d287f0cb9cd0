package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Recommendation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/**
 * The same job thirty nights in a row, each time a little different, with nobody following the
 * advice: what is published does not swing to and fro.
 */
class StationaryRunsScenarioTest {
  private static final int NIGHTS = 30;
  private static final long MIB = 1L << 20;
  private final Advisor advisor = Advisor.standard(RuleTable.standard());

  private interface Story {
    Run night(int night, Random random);
  }

  /** About 10 % up and down, as times and sizes differ from night to night. */
  private static long about(long value, Random random) {
    return Math.max(1, Math.round(value * Math.exp(0.1 * random.nextGaussian())));
  }

  private static RunBuilder begin(String name, int night) {
    return RunBuilder.application(name + "-" + night)
        .workload(name)
        .later(Duration.ofDays(night))
        .property("spark.sql.adaptive.enabled", "false");
  }

  private static Run tooManyPartitions(int night, Random random) {
    long read = about(600 * MIB, random) / 400;
    return begin("too-many", night)
        .property("spark.sql.shuffle.partitions", "400")
        .executors(2, 2, "2g")
        .stage(
            "aggregate",
            400,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs(about(140, random)).runTimeMs(30).shuffleRead(read, 100)))
        .ended()
        .build();
  }

  private static Run tooFewPartitions(int night, Random random) {
    long read = about(700 * MIB, random);
    long spill = about(900 * MIB, random);
    return begin("too-few", night)
        .property("spark.sql.shuffle.partitions", "6")
        .executors(2, 2, "2g")
        .stage(
            "sort",
            6,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs(about(40_000, random))
                                .shuffleRead(read, 1_000_000)
                                .spill(spill, spill / 4)
                                .peakMemory(400 * MIB)))
        .ended()
        .build();
  }

  private static Run roomyHeap(int night, Random random) {
    return begin("roomy", night)
        .executors(2, 2, "8g")
        .stage("scan", 40, s -> s.tasks((t, i) -> t.durationMs(about(12_000, random)).gcTimeMs(50)))
        .heapPeak("1", about(1_800 * MIB, random))
        .heapPeak("2", about(1_800 * MIB, random))
        .ended()
        .build();
  }

  private static Run healthy(int night, Random random) {
    return begin("healthy", night)
        .property("spark.sql.shuffle.partitions", "8")
        .executors(2, 2, "1g")
        .stage(
            "map",
            16,
            s -> s.tasks((t, i) -> t.durationMs(about(2_000, random)).shuffleWrite(MIB, 1)))
        .stage(
            "reduce",
            8,
            s ->
                s.sql(1)
                    .tasks((t, i) -> t.durationMs(about(2_000, random)).shuffleRead(2 * MIB, 1)))
        .ended()
        .build();
  }

  /** Values by key after each night. */
  private List<Map<String, String>> publishedAfterEach(Story story, long seed) {
    Random random = new Random(seed);
    AdviceLedger ledger = new AdviceLedger();
    WorkloadHistory history = WorkloadHistory.empty();
    List<Map<String, String>> nights = new ArrayList<>();
    for (int night = 0; night < NIGHTS; night++) {
      Run run = story.night(night, random);
      Assessment assessment = advisor.assess(run, history);
      history = advisor.remember(history, run, assessment);
      ledger.reconcile(assessment, true, assessment.eventTime());
      Map<String, String> values = new TreeMap<>();
      for (Map.Entry<String, Recommendation> entry : ledger.published().entrySet()) {
        values.put(entry.getKey(), String.valueOf(entry.getValue().getRecommended()));
      }
      nights.add(values);
    }
    return nights;
  }

  private static int changes(List<Map<String, String>> nights) {
    int changes = 0;
    for (int i = 1; i < nights.size(); i++) {
      changes += nights.get(i).equals(nights.get(i - 1)) ? 0 : 1;
    }
    return changes;
  }

  @Property(tries = 5)
  void advice_that_stands_keeps_its_value(@ForAll @LongRange(min = 0, max = 1_000) long seed) {
    for (Story story :
        List.<Story>of(
            StationaryRunsScenarioTest::tooManyPartitions,
            StationaryRunsScenarioTest::tooFewPartitions)) {
      List<Map<String, String>> nights = publishedAfterEach(story, seed);

      assertThat(nights.get(0)).isNotEmpty();
      assertThat(changes(nights)).as("%s", nights).isLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 5)
  void a_heap_goes_down_as_runs_come_in_and_not_up_again(
      @ForAll @LongRange(min = 0, max = 1_000) long seed) {
    List<Map<String, String>> nights =
        publishedAfterEach(StationaryRunsScenarioTest::roomyHeap, seed);

    // Head-room shrinks at the third and the fifth clean run; a rare high peak may raise it once.
    assertThat(nights.get(NIGHTS - 1)).containsKey("roomy/spark.executor.memory");
    assertThat(changes(nights)).as("%s", nights).isLessThanOrEqualTo(3);
  }

  @Property(tries = 5)
  void a_healthy_job_is_left_alone(@ForAll @LongRange(min = 0, max = 1_000) long seed) {
    assertThat(publishedAfterEach(StationaryRunsScenarioTest::healthy, seed))
        .allMatch(Map::isEmpty);
  }
}
