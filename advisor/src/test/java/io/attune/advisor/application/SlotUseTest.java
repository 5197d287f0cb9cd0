package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.statistics.StageState;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SlotUseTest {
  private static SlotUse of(RunBuilder story) {
    return SlotUse.of(story.build()).orElseThrow();
  }

  private static double at(SlotUse use, SlotUse.OfStage stage, long msFromStart) {
    int bucket =
        (int)
            ((RunBuilder.START.toEpochMilli() + msFromStart - use.from().toEpochMilli())
                / use.widthMs());
    int at = bucket - stage.first();
    return at < 0 || at >= stage.busy().length ? 0 : stage.busy()[at];
  }

  /** 8 × 2 s on 4 slots, then one task of 3 min beside 39 of 4 s. */
  @Test
  void slotsAreBusyForTheStageThatRanThen() {
    SlotUse use =
        of(
            RunBuilder.application("skewed")
                .executors(2, 2, "1g")
                .stage("scan", 8, s -> s.tasks((t, i) -> t.durationMs(2_000)))
                .stage("join", 40, s -> s.tasks((t, i) -> t.durationMs(i == 7 ? 180_000 : 4_000)))
                .ended());

    assertThat(use.stages()).extracting(SlotUse.OfStage::stageId).containsExactly(0, 1);
    assertThat(use.busyMs()).isCloseTo(8 * 2_000 + 180_000 + 39 * 4_000, within(1.0));
    assertThat(at(use, use.stages().get(0), 2_000)).isCloseTo(4, within(0.01));
    assertThat(at(use, use.stages().get(1), 20_000)).isCloseTo(4, within(0.1));
    assertThat(at(use, use.stages().get(1), 150_000)).isCloseTo(1, within(0.01));
    assertThat(use.slots()[use.slots().length / 2]).isCloseTo(4, within(0.001));
    assertThat(use.busyShare().orElseThrow()).isCloseTo(use.busyMs() / use.slotMs(), within(1e-9));
    assertThat(use.knownFrom()).isEmpty();
  }

  /** However long it runs, and whatever the widths of its stages, the time adds up. */
  @Test
  void bucketsAreBoundedAndLoseNothing() {
    RunBuilder story = RunBuilder.application("long").executors(2, 2, "1g");
    double all = 0;
    for (int i = 0; i < 300; i++) {
      int tasks = 1 + i % 5;
      long duration = i % 7 == 0 ? 400_000 : 37 + 11L * i;
      all += tasks * duration;
      story.stage("s" + i, tasks, s -> s.tasks((t, n) -> t.durationMs(duration)));
      story.driverWorks(Duration.ofMillis(13L * i));
    }
    SlotUse use = of(story.ended());

    assertThat(use.slots().length).isBetween(SlotUse.MOST / 2, SlotUse.MOST);
    assertThat(use.others()).hasSameSizeAs(use.slots());
    assertThat(use.stages()).hasSize(SlotUse.MOST_STAGES);
    assertThat(use.busyMs()).isCloseTo(all, within(all * 1e-9));
    double most = 0;
    for (int bucket = 0; bucket < use.slots().length; bucket++) {
      int b = bucket;
      double busy =
          use.others()[b]
              + use.stages().stream()
                  .filter(s -> b >= s.first() && b < s.first() + s.busy().length)
                  .mapToDouble(s -> s.busy()[b - s.first()])
                  .sum();
      most = Math.max(most, busy);
    }
    assertThat(most).as("most slots busy at once").isBetween(3.9, 4.5);
  }

  @Test
  void failuresSpillsAndLossesAreMarked() {
    SlotUse use =
        of(
            RunBuilder.application("broken")
                .executors(2, 2, "1g")
                .stage(
                    "s",
                    8,
                    s ->
                        s.tasks(
                            (t, i) -> {
                              t.durationMs(10_000).spill(0, i == 2 ? 1 << 20 : 0);
                              if (i == 5) {
                                t.throwsOnce("java.io.IOException", "no");
                              }
                            }))
                .executorRemoved("2", "Command exited with code 137")
                .driverWorks(Duration.ofSeconds(20))
                .ended());

    assertThat(use.marks().stream().mapToLong(SlotUse.Mark::spills).sum()).isEqualTo(1);
    assertThat(use.marks().stream().mapToLong(SlotUse.Mark::failures).sum()).isEqualTo(1);
    assertThat(use.losses()).extracting(SlotUse.Loss::executorId).containsExactly("2");
    assertThat(DoubleStream.of(use.slots()).max().orElseThrow()).isCloseTo(4, within(0.001));
    assertThat(use.slots()[use.slots().length - 1]).isCloseTo(2, within(0.001));
  }

  /** As after an upgrade in the middle of a stage, or when its statistics had to make room. */
  @Test
  void whatIsNotKeptIsSaid() {
    Run run =
        RunBuilder.application("forgotten")
            .executors(1, 2, "1g")
            .stage("first", 4, s -> s.tasks((t, i) -> t.durationMs(10_000)))
            .stage("second", 4, s -> s.tasks((t, i) -> t.durationMs(10_000)))
            .ended()
            .build();
    List<StageState> kept = new ArrayList<>(run.stages());
    kept.remove(0);

    SlotUse use = SlotUse.of(new Run(run.application(), kept)).orElseThrow();

    assertThat(use.knownFrom()).isEqualTo(kept.get(0).firstLaunch());
    assertThat(use.busyShare().orElseThrow()).as("of what is kept").isGreaterThan(0.95);
  }

  @Test
  void nothingIsSaidOfARunWithoutTasksAndExecutors() {
    assertThat(SlotUse.of(Run.of(new ApplicationState("app-1")))).isEmpty();
  }
}
