package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.application.Run;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.RunSnapshot;
import io.attune.advisor.testing.TaskBuilder;
import io.attune.schemas.ImpactBasis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final RuleTable TABLE = RuleTable.standard();

  private static ClusterSize size(int executors, int cores) {
    return new ClusterSize(executors, cores, 1);
  }

  private static RunModel model(Run run) {
    return RunModel.of(run).orElseThrow();
  }

  private static Predictor predictor(Run run) {
    return new Predictor(model(run), Calibration.none(), TABLE);
  }

  private static RunBuilder story() {
    return RunBuilder.application("two-stages")
        .executors(2, 4, "1g")
        .job(
            job ->
                job.stage("scan", 64, s -> s.tasks((t, i) -> t.durationMs(1_000)))
                    .stage("join", 16, s -> s.tasks((t, i) -> t.durationMs(2_000))))
        .driverWorks(Duration.ofSeconds(5))
        .stage("write", 8, s -> s.tasks((t, i) -> t.durationMs(i == 3 ? 9_000 : 1_000)));
  }

  @Test
  void atItsOwnSizeARunTakesWhatItTook() {
    Run run = story().ended().build();
    Prediction prediction = predictor(run).predict(size(2, 4));
    long span = run.application().span().orElseThrow().durationMs();
    assertThat(prediction.spanMs()).isCloseTo(span, within(span / 100));
    assertThat(prediction.durationMs() - prediction.spanMs())
        .isEqualTo(run.application().durationMs().getAsLong() - span);
    assertThat(model(run).trainingSize()).isEqualTo(size(2, 4));
  }

  @Test
  void moreSlotsShortenWorkButNeitherTheDriverNorTheLongestTask() {
    Predictor predictor = predictor(story().ended().build());
    // 64 + 32 s of work on 8 slots, then 5 s of driver, then the 9 s task.
    assertThat(predictor.predict(size(2, 4)).spanMs()).isCloseTo(26_000, within(300L));
    assertThat(predictor.predict(size(4, 4)).spanMs()).isCloseTo(20_000, within(300L));
    assertThat(predictor.predict(size(64, 4)).spanMs()).isCloseTo(17_000, within(300L));
    assertThat(predictor.predict(size(1, 1)).spanMs()).isCloseTo(117_000, within(600L));
  }

  @Test
  void theBoundsHoldThePrediction() {
    Predictor predictor = predictor(story().ended().build());
    for (int executors = 1; executors < 20; executors++) {
      Prediction prediction = predictor.predict(size(executors, 2));
      assertThat(prediction.spanMs())
          .isBetween(prediction.lowerBoundMs(), prediction.upperBoundMs());
      assertThat(prediction.intervalLowMs()).isLessThanOrEqualTo(prediction.spanMs());
      assertThat(prediction.intervalHighMs()).isGreaterThanOrEqualTo(prediction.spanMs());
      assertThat(prediction.busySlotMs()).isGreaterThanOrEqualTo(96_000);
      assertThat(prediction.executorMs())
          .isCloseTo(prediction.durationMs() * executors, within(99L));
    }
  }

  @Test
  void aFrontNeverRises() {
    List<ClusterSize> sizes = new ArrayList<>();
    IntStream.rangeClosed(1, 40).forEach(n -> sizes.add(size(n, 1)));
    Collections.shuffle(sizes, new Random(3));
    List<Prediction> front = predictor(story().ended().build()).front(sizes);
    assertThat(front).extracting(Prediction::size).containsExactlyElementsOf(sizes);
    List<Prediction> ascending =
        front.stream()
            .sorted((a, b) -> Integer.compare(a.size().slots(), b.size().slots()))
            .toList();
    for (int i = 1; i < ascending.size(); i++) {
      assertThat(ascending.get(i).spanMs()).isLessThanOrEqualTo(ascending.get(i - 1).spanMs());
    }
  }

  @Test
  void theSameFactsGiveTheSamePredictionInAnyOrderAndAfterStorage() {
    RunBuilder story = story().ended();
    Prediction expected = predictor(story.build()).predict(size(3, 2));
    List<SpecificRecord> shuffled = new ArrayList<>(story.events());
    shuffled.addAll(story.events());
    Collections.shuffle(shuffled, new Random(11));
    Run again = RunBuilder.runOf(story.applicationId(), shuffled);
    assertThat(predictor(again).predict(size(3, 2))).isEqualTo(expected);
    Run stored = RunSnapshot.fromBytes(RunSnapshot.of(again).toBytes()).toRun();
    assertThat(predictor(stored).predict(size(3, 2))).isEqualTo(expected);
  }

  @Test
  void intervalsWidenWithDistanceAndComeFromHistoryWhereThereIsOne() {
    Run run = story().ended().build();
    Prediction near = predictor(run).predict(size(4, 4));
    Prediction far = predictor(run).predict(size(32, 4));
    assertThat(near.basis()).isEqualTo(ImpactBasis.REPLAY);
    assertThat(width(far)).isGreaterThan(width(near));
    Calibration noisy = new Calibration(2, OptionalDouble.of(0.5), 6);
    Prediction calibrated = new Predictor(model(run), noisy, TABLE).predict(size(4, 4));
    assertThat(calibrated.spanMs()).isCloseTo(2 * near.spanMs(), within(2L));
    assertThat(width(calibrated)).isGreaterThan(width(near));
    assertThat(calibrated.lowerBoundMs()).isEqualTo(near.lowerBoundMs());
  }

  private static double width(Prediction prediction) {
    return (double) prediction.intervalHighMs() / prediction.intervalLowMs();
  }

  @Test
  void whileARunGoesOnOnlyTheBoundsAreClaimed() {
    Prediction prediction = predictor(story().build()).predict(size(4, 4));
    assertThat(prediction.basis()).isEqualTo(ImpactBasis.BOUND);
    assertThat(prediction.intervalLowMs()).isCloseTo(prediction.lowerBoundMs(), within(1L));
    assertThat(prediction.intervalHighMs()).isCloseTo(prediction.upperBoundMs(), within(1L));
  }

  @Test
  void nothingIsPredictedFromARunInWhichNothingRan() {
    assertThat(RunModel.of(RunBuilder.application("empty").executors(2, 2, "1g").build()))
        .isEmpty();
  }

  @Test
  void aChangedStageChangesThePrediction() {
    RunModel model = model(story().ended().build());
    Predictor before = new Predictor(model, Calibration.none(), TABLE);
    long span = before.predict(size(2, 4)).spanMs();
    // Its longest task ran 9 s; 16 s of work in 8 equal tasks are 2 s.
    RunModel even = model.withoutSkew(2, 0);
    assertThat(spanOf(even)).isCloseTo(span - 7_000, within(100L));
    assertThat(spanOf(model.withStageTime(0, 0, 0.5))).isCloseTo(span - 4_000, within(100L));
    // 32 s of work in 32 tasks of 1 s: no less work, no less time.
    assertThat(spanOf(model.withTasks(1, 0, 32))).isCloseTo(span, within(200L));
    assertThat(spanOf(model.withTasks(1, 0, 1))).isCloseTo(span + 28_000, within(200L));
    assertThat(spanOf(model.withTasks(77, 0, 5))).isEqualTo(span);
    assertThatThrownBy(() -> model.withTasks(1, 0, 0)).hasMessageContaining("at least 1 task");
    assertThatThrownBy(() -> model.withStageTime(1, 0, -1)).hasMessageContaining("0 or more");
  }

  @Test
  void whatBytesDoNotExplainIsSavedWithFewerTasks() {
    Random random = new Random(7);
    Run run =
        RunBuilder.application("short-tasks")
            .executors(2, 4, "1g")
            .stage("scan", 8, s -> s.tasks((t, i) -> t.durationMs(500)))
            .stage(
                "short",
                800,
                s ->
                    s.tasks(
                        (t, i) -> {
                          long bytes = 1_000 + random.nextInt(2_000);
                          // 40 ms for the task, 5 for each 1,000 bytes, and much chance.
                          long noise = random.nextInt(41) - 20;
                          t.shuffleRead(bytes, 10).durationMs(40 + bytes / 200 + noise);
                        }))
            .ended()
            .build();
    RunModel model = model(run);
    // 720 tasks of 40 ms less on 8 slots; their bytes are still read.
    assertThat(spanOf(model) - spanOf(model.withTasks(1, 0, 80))).isBetween(2_600L, 3_700L);
  }

  /** A second, of which a fifth is computing, and a tenth of a second to start. */
  private static void computing(TaskBuilder task) {
    task.durationMs(1_100)
        .runTimeMs(1_000)
        .cpuTimeMs(200)
        .deserializeTimeMs(100)
        .deserializeCpuTimeMs(100);
  }

  /** One task for each slot; of a second a fifth is computing on what the task reads. */
  private static Run loop(String... callSites) {
    RunBuilder story =
        RunBuilder.application("loop")
            .executors(1, 2, "1g")
            .stage("load", 2, s -> s.tasks((t, i) -> t.durationMs(3_000).runTimeMs(2_000)));
    for (String callSite : callSites) {
      story.stage(callSite, 2, s -> s.tasks((t, i) -> computing(t)));
    }
    return story.ended().build();
  }

  @Test
  void whatALoopComputesGoesWithItsDataAndWhatIsLoadedOnceDoesNot() {
    Run again = loop("step", "step", "step", "step");
    Run fresh = loop("one", "two", "three", "four");
    assertThat(predictor(again).predict(size(1, 2)).spanMs())
        .isEqualTo(predictor(fresh).predict(size(1, 2)).spanMs());
    // Eight tasks compute for 50 ms each instead of 200, in all rounds but the first.
    long less =
        predictor(fresh).predict(size(1, 8)).spanMs()
            - predictor(again).predict(size(1, 8)).spanMs();
    assertThat(less).isCloseTo(3 * 150, within(150L));
  }

  @Test
  void whatOneStageComputesIsNotPutDownToOthers() {
    Run run =
        RunBuilder.application("mixed")
            .executors(1, 8, "1g")
            .stage("load", 8, s -> s.tasks((t, i) -> t.durationMs(3_000).runTimeMs(2_000)))
            .stage("computes", 16, s -> s.tasks((t, i) -> computing(t)))
            .stage("one wave", 8, s -> s.tasks((t, i) -> t.durationMs(1_300).runTimeMs(1_000)))
            .ended()
            .build();
    List<StageWork> works =
        model(run).nodes().stream().map(Node::work).filter(w -> w.run().count() > 0).toList();
    // 100 ms to start a task and 200 of computing; only the first says something of other stages.
    assertThat(works.get(1).laterMs()).isCloseTo(300, within(1.0));
    assertThat(works.get(2).laterMs()).isCloseTo(100, within(1.0));
  }

  @Test
  void aSlowFirstTaskIsNotTakenForAllFirstTasks() {
    // Of the four first tasks one was held up; the other long ones come later.
    Run run =
        RunBuilder.application("held-up")
            .executors(1, 4, "1g")
            .stage(
                "held up",
                40,
                s ->
                    s.tasks(
                        (t, i) -> {
                          long ran = i >= 10 && i < 25 ? 3_000 : 1_000;
                          t.runTimeMs(ran).durationMs(ran + (i == 0 ? 1_000 : 10));
                        }))
            .ended()
            .build();
    StageWork work =
        new WorkReader(run.stages().iterator().next(), 40, 4, TABLE).read(TaskCount.FIXED, 0);
    // (1,000 + 3 × 35) ÷ 4, and as much again for loading in the tasks' own code, at most.
    assertThat(work.firstMs()).isBetween(276.0, 560.0);
  }

  private static long spanOf(RunModel model) {
    return new Predictor(model, Calibration.none(), TABLE).predict(size(2, 4)).spanMs();
  }

  @Test
  void executorsThatCameLateComeLate() {
    double[] arrivals = {0, 3_000};
    RunModel model = model(story().ended().build());
    RunModel late =
        new RunModel(
            size(2, 4), false, false, true, arrivals, 3, model.nodes(), model.spanMs(), 0, 0);
    assertThat(late.arrivals(3)).containsExactly(0, 1_500, 3_000);
    assertThat(late.arrivals(1)).containsExactly(0);
    // Four slots are missing for 3 s of the first stage.
    assertThat(spanOf(late)).isCloseTo(spanOf(model) + 1_500, within(600L));
  }

  @Test
  void dynamicAllocationCostsLessThanKeepingAllExecutorsThroughADriverGap() {
    Run run =
        RunBuilder.application("gap")
            .executors(4, 2, "1g")
            .stage("first", 80, s -> s.tasks((t, i) -> t.durationMs(1_000)))
            .driverWorks(Duration.ofMinutes(5))
            .stage("second", 80, s -> s.tasks((t, i) -> t.durationMs(1_000)))
            .ended()
            .build();
    Predictor predictor = predictor(run);
    Prediction fixed = predictor.predict(size(4, 2));
    Prediction dynamic = predictor.predict(new DynamicSize(0, 1, 4, 2, 1, 10_000, 3_000));
    assertThat(dynamic.executorMs()).isLessThan(fixed.executorMs() / 2);
    assertThat(dynamic.spanMs()).isGreaterThan(fixed.spanMs()).isLessThan(fixed.spanMs() + 40_000);
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> size(0, 4)).hasMessageContaining("0 executors");
    assertThatThrownBy(() -> new DynamicSize(3, 2, 4, 2, 1, 0, 0)).hasMessageContaining("min");
    assertThat(new ClusterSize(3, 5, 2).slots()).isEqualTo(6);
  }

  @Test
  void neverBelowTheLongestTaskThatWasSeen() {
    Run run = story().ended().build();
    Predictor halved = new Predictor(model(run), halfAsLong(), TABLE);
    for (int executors = 1; executors < 40; executors++) {
      assertThat(halved.predict(size(executors, 4)).spanMs()).isGreaterThanOrEqualTo(9_000);
    }
  }

  private static Calibration halfAsLong() {
    return Calibration.of(List.of(new Calibration.Observed(100_000, 10_000)), 5);
  }

  @Test
  void neverSlowerThanOneSlot() {
    // Starting tasks is all that there is to do, and they get into each other's way.
    RunBuilder crowd = RunBuilder.application("crowd").executors(1, 8, "1g");
    for (int i = 0; i < 4; i++) {
      crowd.stage(
          "s" + i, 16, s -> s.tasks((t, n) -> t.durationMs(60).runTimeMs(5).deserializeTimeMs(55)));
    }
    Predictor predictor = predictor(crowd.ended().build());
    long one = predictor.predict(size(1, 1)).spanMs();
    for (int executors = 1; executors < 40; executors++) {
      assertThat(predictor.predict(size(executors, 4)).spanMs()).isLessThanOrEqualTo(one);
    }
  }

  @Test
  void theIntervalHoldsBothReadingsOfANumberOfTasksUntilASecondSizeDecides() {
    // 8 tasks on 8 cores: Spark's default, or the number in the program.
    Run run =
        RunBuilder.application("two-readings")
            .executors(2, 4, "1g")
            .stage("map", 8, s -> s.tasks((t, i) -> t.durationMs(8_000)))
            .ended()
            .build();
    Prediction undecided = predictor(run).predict(size(8, 4));
    Prediction fixed =
        new Predictor(model(run).reading(false), Calibration.none(), TABLE).predict(size(8, 4));
    Prediction following =
        new Predictor(model(run).reading(true), Calibration.none(), TABLE).predict(size(8, 4));

    assertThat(fixed.spanMs()).isCloseTo(8_000, within(400L));
    assertThat(following.spanMs()).isCloseTo(2_000, within(400L));
    assertThat(undecided.spanMs()).isEqualTo(following.spanMs());
    assertThat(undecided.intervalLowMs()).isEqualTo(following.intervalLowMs());
    assertThat(undecided.intervalHighMs()).isEqualTo(fixed.intervalHighMs());
    assertThat(predictor(run).predict(size(2, 4)).intervalHighMs()).isLessThan(8_500);
  }

  @Test
  void threeTasksForEachCoreMayFollowTheClusterAsWell() {
    Run run =
        RunBuilder.application("three-each")
            .executors(1, 2, "1g")
            .stage("map", 6, s -> s.tasks((t, i) -> t.durationMs(4_000)))
            .ended()
            .build();
    Prediction prediction = predictor(run).predict(size(2, 8));
    assertThat(prediction.spanMs()).isCloseTo(4_000, within(400L));
    assertThat(prediction.intervalLowMs()).isLessThan(2_000);
  }

  /** Stages of 8, 40 and 100 tasks that wait, one of the 40 ten times as long as the others. */
  @Test
  void oneLateTaskHoldsTheRunUpAtEverySize() {
    Run run =
        RunBuilder.application("waits")
            .executors(1, 16, "1g")
            .job(
                job ->
                    job.stage("read", 8, s -> s.tasks((t, i) -> t.durationMs(300)))
                        .stage(
                            "merge",
                            40,
                            s -> s.tasks((t, i) -> t.durationMs(i == 31 ? 6_000 : 600)))
                        .stage("write", 100, s -> s.tasks((t, i) -> t.durationMs(150))))
            .ended()
            .build();
    double span = run.application().span().orElseThrow().durationMs();
    Predictor predictor = predictor(run);

    // The late one begins in the second wave of 16, the fourth of 8 and the eighth of 4.
    assertThat(predictor.predict(size(1, 16)).spanMs()).isCloseTo((long) span, within(160L));
    assertThat(predictor.predict(size(1, 8)).spanMs()).isCloseTo(10_050, within(300L));
    assertThat(predictor.predict(size(1, 4)).spanMs()).isCloseTo(14_550, within(450L));
    for (int cores = 1; cores <= 64; cores++) {
      assertThat(predictor.predict(size(1, cores)).spanMs()).isGreaterThanOrEqualTo(6_000);
    }
  }
}
